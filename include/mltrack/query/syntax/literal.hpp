#pragma once

#include <mltrack/query/grammar.hpp>
#include <mltrack/query/syntax/lexer.hpp>

#include <algorithm>
#include <string_view>

/// @file
/// Reading what a column is compared with.

namespace mltrack::query {

inline constexpr std::string_view unclosed_quote = "this quote is not closed";

/// Whether a text in quotes comes next.
constexpr bool at_string(const lexer& lexer)
{
    return lexer.next() == '\'' || lexer.next() == '"';
}

/// Whether a text is a whole number as it is written in filters.
constexpr bool is_integer(std::string_view text)
{
    lexer digits(text);
    return !text.empty() && digits.take_number() == text && text.find_first_of(".eE") == std::string_view::npos;
}

/// Whether it fits into 64 bits too.
constexpr bool is_int64(std::string_view text)
{
    if (!is_integer(text))
        return false;
    text.remove_prefix(std::min(text.find_first_not_of("-0"), text.size()));
    constexpr std::string_view largest = "9223372036854775807";
    return text.size() < largest.size() || (text.size() == largest.size() && text <= largest);
}

/// Reads a string that may stand without quotes. Those that are not `quotes` belong to it. Whether there was one.
constexpr bool take_bare_string(lexer& lexer, std::string_view& out, std::string_view quotes)
{
    const auto start = lexer.position();
    if (at_string(lexer)) {
        const bool is_quoting = quotes.find(lexer.next()) != std::string_view::npos;
        const auto inside = lexer.take_quoted();
        out = is_quoting ? inside.value_or(std::string_view()) : lexer.read_since(start);
        return inside.has_value();
    }
    out = lexer.take_number();
    if (out.empty())
        out = lexer.take_word();
    return !out.empty();
}

/// What may come next.
struct wanted_literal
{
    operand::kind type;
    std::string_view message; ///< For when something else does.
};

/// What a column is compared with.
constexpr wanted_literal wanted_of(operand::kind type)
{
    switch (type) {
    case operand::kind::number:
        return {type, "expected a number without quotes"};
    case operand::kind::whole_number:
        return {type, "expected a whole number without quotes"};
    case operand::kind::string:
        return {type, "expected a string in quotes"};
    case operand::kind::string_or_number:
        return {type, "expected a string in quotes, or a number without quotes"};
    case operand::kind::quoted_integer:
        return {type, "expected a whole number in quotes"};
    case operand::kind::bare_string:
        return {type, "expected a string in single quotes"};
    }
    return {type, {}};
}

/// Reads a literal; `quotes` are those around a string that needs none. Gives what should stand there when something
/// else does, otherwise an empty text.
constexpr std::string_view take_literal(lexer& lexer, literal& out, const wanted_literal& wanted,
                                        std::string_view quotes)
{
    using enum operand::kind;
    const std::string_view right;
    if (wanted.type == number || wanted.type == whole_number ||
        (wanted.type == string_or_number && !at_string(lexer))) {
        out = {literal::kind::number, lexer.take_number()};
        const bool fits = wanted.type != whole_number || is_integer(out.text);
        return fits && !out.text.empty() ? right : wanted.message;
    }
    out.type = literal::kind::string;
    if (wanted.type == bare_string)
        return take_bare_string(lexer, out.text, quotes) ? right : wanted.message;
    if (!at_string(lexer))
        return wanted.message;
    const auto inside = lexer.take_quoted();
    if (!inside)
        return unclosed_quote;
    out.text = *inside;
    return wanted.type != quoted_integer || is_int64(out.text) ? right : wanted.message;
}

} // namespace mltrack::query
