#pragma once

#include <mltrack/query/model_grammar.hpp>
#include <mltrack/query/syntax.hpp>
#include <mltrack/reflect/fixed_string.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

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

/// Has no body, so that its name stands in the first line of the error of a wrong literal.
template <std::size_t Character, reflect::fixed_string... Message>
struct the_filter_is_wrong_at_character;

/// What is wrong with a literal, in pieces that compilers print whole.
template <reflect::fixed_string Text, const grammar& Language>
struct literal_check
{
    /// Parses a copy: UBSan of g++ lets no address of a template argument be compared with null at compile time.
    static consteval std::optional<syntax_error> find_error()
    {
        const auto copy = Text;
        return parser(copy.view(), Language).parse_filter().error;
    }

    static constexpr auto error = find_error();

    static constexpr std::size_t character() { return schema::code_points(Text.view().substr(0, error->position)) + 1; }

#ifdef __clang__
    static constexpr std::size_t longest_piece = 32; // It leaves out what is behind the 34th character.
#else
    static constexpr std::size_t longest_piece = 1000;
#endif

    static constexpr std::size_t pieces() { return (error->message.size() + longest_piece - 1) / longest_piece; }

    template <std::size_t Index>
    static consteval auto piece()
    {
        constexpr auto text = error->message.substr(Index * longest_piece, longest_piece);
        char copy[text.size() + 1]{};
        std::copy(text.begin(), text.end(), copy);
        return reflect::fixed_string<text.size() + 1>(copy);
    }
};

template <class Check, std::size_t... Index>
constexpr void refuse(std::index_sequence<Index...>)
{
    static_cast<void>(sizeof(the_filter_is_wrong_at_character<Check::character(), Check::template piece<Index>()...>));
}

template <reflect::fixed_string Text, const grammar& Language>
consteval checked_filter check_literal()
{
    using check = literal_check<Text, Language>;
    if constexpr (check::error.has_value())
        refuse<check>(std::make_index_sequence<check::pieces()>());
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
