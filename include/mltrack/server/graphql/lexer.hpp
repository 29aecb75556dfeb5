#pragma once

#include <mltrack/config.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace mltrack::serving::graphql {

/// The kinds of a document's words. After a fault in the text every further word is `end`.
enum class token_kind { end, punctuator, name, number, string };

/// A word of a document.
struct token
{
    token_kind kind = token_kind::end;
    std::string text{}; ///< As it is written; of a string the decoded text.
};

/// Takes a document apart into words, one ahead. Blanks, commas and comments part them. More than 20,000 words are a
/// fault: what looks for names among them then takes no time worth mentioning.
class lexer
{
public:
    MLTRACK_DECL explicit lexer(std::string_view text);

    /// The next word; nothing is taken.
    const token& next() const noexcept { return next_; }

    /// Takes the next word.
    MLTRACK_DECL token take();

    /// Notes what is wrong where the next word stands, unless something is wrong already.
    MLTRACK_DECL void fail(std::string_view why);

    /// What is wrong, at which line and column; empty when nothing is.
    const std::string& failure() const noexcept { return failure_; }

private:
    void advance();
    void skip_ignored();
    void read_number();
    void read_string();
    void read_block_string();

    std::string_view text_;
    std::size_t at_ = 0;    ///< Behind the next word.
    std::size_t begin_ = 0; ///< Where the next word begins.
    std::size_t words_ = 0; ///< Read so far.
    token next_;
    std::string failure_;
};

} // namespace mltrack::serving::graphql

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/graphql/impl/lexer.ipp>
#endif
