#pragma once

#include <mltrack/query/impl/cell.hpp>
#include <mltrack/query/like.hpp>
#include <mltrack/query/number.hpp>

#include <algorithm>
#include <compare>
#include <string_view>
#include <variant>

/// @file
/// Whether a comparison holds for what a thing has.

namespace mltrack::query::detail {

/// How the value of a cell compares with a literal.
inline std::partial_ordering compare(const cell& left, const literal& right)
{
    if (const auto* text = std::get_if<std::string_view>(&left))
        return *text <=> right.text;
    if (const auto* real = std::get_if<double>(&left))
        return *real <=> double_of(right);
    if (const auto* whole = std::get_if<std::int64_t>(&left))
        return std::visit(
            [&](auto number) -> std::partial_ordering {
                if constexpr (std::is_same_v<decltype(number), double>)
                    return query::compare(*whole, number);
                else
                    return *whole <=> number;
            },
            number_of(right));
    return std::partial_ordering::unordered;
}

inline bool is_like(const cell& left, const literal& pattern, letter_case letters)
{
    const auto* text = std::get_if<std::string_view>(&left);
    return text != nullptr && like(*text, pattern.text, letters);
}

/// Whether it compares with numbers.
inline bool is_numeric(const comparison& comparison)
{
    return !comparison.values.empty() && comparison.values.front().type == literal::kind::number;
}

/// The number of a param or tag; nothing when it is none.
inline cell read_number(std::string_view text)
{
    const auto number = number_in(text);
    return number ? cell(*number) : cell();
}

/// Whether a value is between two literals, both included.
inline bool is_between(const cell& cell, const literal& lower, const literal& upper)
{
    return std::is_gteq(compare(cell, lower)) && std::is_lteq(compare(cell, upper));
}

inline bool is_nan(const cell& cell)
{
    const auto* real = std::get_if<double>(&cell);
    return real != nullptr && std::isnan(*real);
}

inline bool holds(const comparison& comparison, const cell& cell)
{
    if (is_numeric(comparison) && std::holds_alternative<std::string_view>(cell))
        return holds(comparison, read_number(std::get<std::string_view>(cell)));
    const bool missing = std::holds_alternative<std::monostate>(cell);
    if (comparison.comparator == comparator::is_null)
        return missing;
    if (missing)
        return false;
    if (is_nan(cell))
        return comparison.comparator == comparator::not_equal || comparison.comparator == comparator::is_not_null;
    const auto is_equal = [&](const literal& value) { return std::is_eq(compare(cell, value)); };
    const auto& values = comparison.values;
    switch (comparison.comparator) {
    case comparator::is_null:
    case comparator::is_not_null:
        return true;
    case comparator::in:
        return std::ranges::any_of(values, is_equal);
    case comparator::not_in:
        return std::ranges::none_of(values, is_equal);
    case comparator::between:
        return is_between(cell, values[0], values[1]);
    case comparator::not_between:
        return !is_between(cell, values[0], values[1]);
    case comparator::equal:
        return is_equal(values.front());
    case comparator::not_equal:
        return !is_equal(values.front());
    case comparator::less:
        return std::is_lt(compare(cell, values.front()));
    case comparator::less_equal:
        return std::is_lteq(compare(cell, values.front()));
    case comparator::greater:
        return std::is_gt(compare(cell, values.front()));
    case comparator::greater_equal:
        return std::is_gteq(compare(cell, values.front()));
    case comparator::like:
        return is_like(cell, values.front(), letter_case::kept);
    case comparator::ilike:
        return is_like(cell, values.front(), letter_case::folded);
    }
    return false;
}

} // namespace mltrack::query::detail
