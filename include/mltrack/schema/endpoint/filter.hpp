#pragma once

#include <mltrack/schema/endpoint.hpp>
#include <mltrack/schema/field/bounded.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mltrack::schema {

/// What is wrong with a filter.
struct filter_problem
{
    std::int64_t offset = 0; ///< The byte at which it goes wrong; the text's size when it ends too early.
    std::int64_t length = 0; ///< The bytes of the word there; 0 at the end.
    std::string message{};   ///< The sentence that a search answers.
    std::vector<std::string>
        expected{}; ///< What may stand there; `<key>`, `<number>`, `<string>` stand for what is free.
};

/// What may be written at the cursor.
struct filter_suggestion
{
    std::string text{}; ///< As it is to be inserted, in quotes where it needs them.
    std::string kind{}; ///< `keyword`, `comparator`, `column`, `key` or `value`.
};

/// The language of searches for runs, for those who write them; MLflow has nothing of the kind.
struct parse_filter
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mltrack/filter/parse";
    static constexpr std::string_view summary =
        "Say what is wrong with a filter, and what may be written at a place of it.";

    struct request
    {
        std::string text{};                           ///< The filter, as it is so far.
        std::optional<std::int64_t> cursor{};         ///< The byte before which to write, from 0 to the text's size,
                                                      ///< which it is if it is not given.
        std::vector<id::experiment> experiment_ids{}; ///< Whose runs tell keys and values; none: words alone come.
        bounded<1, 1'000, 50> max_results{};          ///< The most keys or values.
    };
    struct response
    {
        bool ok = true; ///< Whether a search takes the filter.
        std::optional<filter_problem> error{};
        std::int64_t offset = 0; ///< The byte from which on a completion stands,
        std::int64_t length = 0; ///< in the place of so many.
        std::vector<filter_suggestion> completions{};
    };
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::filter_problem, offset, length, message, expected);
MLTRACK_REFLECT(mltrack::schema::filter_suggestion, text, kind);
MLTRACK_REFLECT(mltrack::schema::parse_filter::request, text, cursor, experiment_ids, max_results);
MLTRACK_REFLECT(mltrack::schema::parse_filter::response, ok, error, offset, length, completions);
