#pragma once

#include <mltrack/query/model_grammar.hpp>
#include <mltrack/query/syntax.hpp>
#include <mltrack/reflect/fixed_string.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

/// @file
/// Filters that the compiler parses:
///
///     using namespace mltrack::literals;
///     mltrack::search_runs(client, {.filter = "metrics.loss < 0.5"_filter});
///
/// A wrong one does not compile; the first line of the error says at which character it goes wrong, and what should
/// stand there.

namespace mltrack {
namespace query {

/// A filter that was parsed when the program was compiled. Its text lives as long as the program.
class checked_filter
{
public:
    /// `text` must be one that a search takes.
    constexpr explicit checked_filter(std::string_view text) : text_(text) {}

    constexpr std::string_view text() const { return text_; }
    operator std::string() const { return std::string(text_); }

private:
    std::string_view text_;
};

namespace detail {

/// Stands in the error of a wrong literal.
template <std::size_t Character, reflect::fixed_string Message>
constexpr void the_filter_is_wrong_at_character() = delete;

template <reflect::fixed_string Text, const grammar& Language>
constexpr auto literal_error()
{
    return parser(Text.view(), Language).parse_filter().error;
}

template <reflect::fixed_string Text, const grammar& Language>
consteval auto literal_message()
{
    constexpr auto message = literal_error<Text, Language>()->message;
    char copy[message.size() + 1]{};
    std::copy(message.begin(), message.end(), copy);
    return reflect::fixed_string<message.size() + 1>(copy);
}

template <reflect::fixed_string Text, const grammar& Language>
consteval checked_filter check_literal()
{
    constexpr auto wrong = literal_error<Text, Language>();
    if constexpr (wrong.has_value())
        the_filter_is_wrong_at_character<schema::code_points(Text.view().substr(0, wrong->position)) + 1,
                                         literal_message<Text, Language>()>();
    return checked_filter(Text.view());
}

} // namespace detail
} // namespace query

inline namespace literals {

/// A filter over runs: `"metrics.loss < 0.5"_filter`.
template <reflect::fixed_string Text>
consteval query::checked_filter operator""_filter()
{
    return query::detail::check_literal<Text, query::run_grammar>();
}

/// A filter over experiments.
template <reflect::fixed_string Text>
consteval query::checked_filter operator""_experiment_filter()
{
    return query::detail::check_literal<Text, query::experiment_grammar>();
}

/// A filter over logged models.
template <reflect::fixed_string Text>
consteval query::checked_filter operator""_model_filter()
{
    return query::detail::check_literal<Text, query::model_grammar>();
}

} // namespace literals
} // namespace mltrack
