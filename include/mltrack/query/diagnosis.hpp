#pragma once

#include <mltrack/config.hpp>
#include <mltrack/query/filter.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// What is wrong with the text of a filter, and what may be written at a place of it: for editors and shells. Both come
/// from a run of the parser itself, which notes what it looks for at each place. Nothing here fails or blocks, and all
/// may be called from several threads at once. Texts are UTF-8: in others a word that is named may be read otherwise.

namespace mltrack::query {

/// The languages: those of `runs/search`, `experiments/search` and `logged-models/search`.
enum class searched { runs, experiments, models };

/// What is wrong with a text.
struct diagnosis
{
    std::size_t offset = 0;            ///< The byte at which it goes wrong; the text's size when it ends too early.
    std::size_t length = 0;            ///< The bytes of the word there; 0 at the end.
    std::string message;               ///< The sentence that a search answers.
    std::vector<std::string> expected; ///< The words and signs that may stand there, or at the end, where a parenthesis
                                       ///< is not closed; `<key>`, `<number>` and `<string>` stand for what is free.
};

/// What is wrong with a filter; nothing when a search takes it.
MLTRACK_DECL std::optional<diagnosis> diagnose(std::string_view text, searched things = searched::runs);

/// What stands at the place of the cursor.
enum class completed {
    word, ///< A keyword, comparator or column: `suggestions` has all that fit.
    key,  ///< The key of a metric, param or tag: the caller knows those that there are.
    value ///< What a column is compared with: `suggestions` has what the language knows (the statuses of runs).
};

/// A word that may stand at the cursor.
struct suggestion
{
    enum class kind { keyword, comparator, column, value };

    kind type = kind::keyword;

    /// As it is to be inserted: an entity ends in its dot, behind which a key comes; values are quoted; a word that is
    /// to stand right behind a quote or a parenthesis starts with a blank.
    std::string text;

    friend bool operator==(const suggestion&, const suggestion&) = default;
};

/// What may be written at a place of a text. A key goes in the place of `length` bytes from `offset` on as `quote_key`
/// gives it, a value that is a string as `quote_string` does (to_text.hpp).
struct completion
{
    std::size_t offset = 0; ///< The byte at which what was begun starts.
    std::size_t length = 0; ///< The bytes that a suggestion takes the place of.
    std::string prefix;     ///< What is written of it before the cursor, without the opening quote.
    completed type = completed::word;
    query::entity entity = entity::attribute;   ///< Of a key or a value: whose.
    std::string key;                            ///< Of a value: that of its column, an attribute by its one name.
    query::relation relation = relation::self;  ///< Of a key or a value: whether of the parent or the children.
    bool is_number = false;                     ///< Of a value: it is a number, which stands without quotes.
    std::vector<query::suggestion> suggestions; ///< Those that start with the prefix, in any case.
};

/// What may be written at the byte `cursor` of a filter; what stands behind it plays no part. Where the text before it
/// is wrong, nothing is suggested.
MLTRACK_DECL completion complete(std::string_view text, std::size_t cursor, searched things = searched::runs);

} // namespace mltrack::query

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/query/impl/diagnosis.ipp>
#endif
