#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/query/filter.hpp>

#include <charconv>
#include <cmath>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <variant>

namespace mltrack::query {

/// A number as a literal says it: a whole one that fits keeps all of its digits, any other is the nearest double (too
/// large ones are infinite).
using number = std::variant<std::int64_t, double>;

/// The number that a literal holds; also that of a string which the parser accepted for an id.
inline number number_of(const literal& literal)
{
    if (const auto whole = codec::parse_integer(literal.text))
        return *whole;
    return codec::parse_double(literal.text).value_or(0);
}

/// The same as a double, which is what metrics are compared with.
inline double double_of(const literal& literal)
{
    return codec::parse_double(literal.text).value_or(0);
}

/// The number that a param or tag holds, when it is compared with one: of the whole text, without blanks or a plus
/// sign before it; `inf` is one, `nan` is none.
inline std::optional<double> number_in(std::string_view text)
{
    double value = 0;
    const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = failure == std::errc() && stop == text.data() + text.size() && !std::isnan(value);
    return is_number ? std::optional(value) : std::nullopt;
}

/// Compares a whole number with any number, without loss of digits.
constexpr std::partial_ordering compare(std::int64_t left, double right)
{
    if (right >= 0x1p63)
        return std::partial_ordering::less;
    if (right < -0x1p63)
        return std::partial_ordering::greater;
    if (right != right)
        return std::partial_ordering::unordered;
    const auto whole = static_cast<std::int64_t>(right);
    if (left != whole)
        return left <=> whole;
    return 0.0 <=> right - static_cast<double>(whole);
}

} // namespace mltrack::query
