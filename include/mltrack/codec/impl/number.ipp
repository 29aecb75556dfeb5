#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace mltrack::codec {
namespace detail {

inline std::optional<double> parse_non_finite(std::string_view unsigned_text, bool negative)
{
    const auto lower = schema::lower_case(unsigned_text);
    if (lower == "nan")
        return std::numeric_limits<double>::quiet_NaN();
    if (lower == "inf" || lower == "infinity")
        return negative ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    return std::nullopt;
}

/// What a decimal number means that is too large or too small for a double.
inline double out_of_range(std::string_view unsigned_text, bool negative)
{
    const auto exponent = unsigned_text.find_first_of("eE");
    const bool small = exponent != unsigned_text.npos
                           ? unsigned_text.substr(exponent + 1).starts_with('-')
                           : unsigned_text.starts_with('0') || unsigned_text.starts_with('.');
    const double magnitude = small ? 0.0 : std::numeric_limits<double>::infinity();
    return negative ? -magnitude : magnitude;
}

} // namespace detail

MLTRACK_DECL std::optional<double> parse_double(std::string_view text)
{
    text = detail::trimmed(text);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+'))
        text.remove_prefix(1);
    if (text.empty())
        return std::nullopt;
    if (!detail::is_digit(text.front()) && text.front() != '.')
        return detail::parse_non_finite(text, negative);

    std::string separated;
    if (text.find('_') != text.npos)
        text = separated = detail::without_digit_separators(text);
    double value = 0;
    const auto end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, value);
    if (stop != end || failure == std::errc::invalid_argument)
        return std::nullopt;
    if (failure == std::errc::result_out_of_range)
        return detail::out_of_range(text, negative);
    return negative ? -value : value;
}

MLTRACK_DECL std::optional<std::int64_t> parse_integer(std::string_view text)
{
    text = detail::trimmed(text);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    std::int64_t value = 0;
    const auto end = text.data() + text.size();
    if (const auto [stop, failure] = std::from_chars(text.data(), end, value); stop == end && failure == std::errc())
        return value;
    if (text.find_first_of(".eE") == text.npos)
        return std::nullopt;
    const auto number = parse_double(text);
    if (!number || *number != std::floor(*number) || *number < -0x1p63 || *number >= 0x1p63)
        return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

MLTRACK_DECL void append_integer(std::string& out, std::int64_t value)
{
    char digits[20];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
    out.append(digits, end);
}

MLTRACK_DECL void append_double(std::string& out, double value)
{
    if (std::isnan(value)) {
        out += "NaN";
    } else if (std::isinf(value)) {
        out += value < 0 ? "-Infinity" : "Infinity";
    } else {
        char digits[32];
        const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
        out.append(digits, end);
        if (std::none_of(digits, end, [](char c) { return c == '.' || c == 'e'; }))
            out += ".0";
    }
}

} // namespace mltrack::codec
