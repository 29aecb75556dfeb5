#pragma once

#include <mltrack/fluent/value/value.hpp>

#include <charconv>
#include <cmath>

namespace mltrack::fluent {
namespace detail {

template <class Number>
void append_chars(std::string& out, Number value)
{
    char text[24];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    out.append(text, end);
}

/// The shortest digits of a finite number, the first of them before the point, and its power of ten.
struct decimal
{
    bool negative = false;
    std::string digits;
    int exponent = 0;
};

template <class Floating>
decimal decimal_of(Floating value)
{
    char text[48];
    const auto end = std::to_chars(text, text + sizeof text, std::abs(value), std::chars_format::scientific).ptr;
    const std::string_view whole(text, end);
    const auto e = whole.find('e');
    decimal out{.negative = std::signbit(value), .digits = std::string(whole.substr(0, 1))};
    if (e > 2)
        out.digits += whole.substr(2, e - 2);
    const char* exponent = whole.data() + e + (whole[e + 1] == '+' ? 2 : 1);
    std::from_chars(exponent, whole.data() + whole.size(), out.exponent);
    return out;
}

inline void append_scientific(std::string& out, const decimal& number)
{
    out += number.digits[0];
    if (number.digits.size() > 1)
        (out += '.') += std::string_view(number.digits).substr(1);
    out += number.exponent < 0 ? "e-" : "e+";
    if (std::abs(number.exponent) < 10)
        out += '0';
    append_chars(out, std::abs(number.exponent));
}

inline void append_fixed(std::string& out, const decimal& number)
{
    const auto& digits = number.digits;
    if (number.exponent < 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-number.exponent - 1), '0');
        out += digits;
        return;
    }
    const auto whole = static_cast<std::size_t>(number.exponent) + 1;
    if (digits.size() <= whole)
        out.append(digits).append(whole - digits.size(), '0').append(".0");
    else
        out.append(digits, 0, whole).append(".").append(digits, whole);
}

/// Python changes to the form with an exponent below 1e-4 and from 1e16 on.
template <class Floating>
void append_any_floating(std::string& out, Floating value)
{
    if (std::isnan(value)) {
        out += "nan";
        return;
    }
    if (std::signbit(value))
        out += '-';
    if (std::isinf(value)) {
        out += "inf";
        return;
    }
    const auto number = decimal_of(value);
    if (number.exponent < -4 || number.exponent >= 16)
        append_scientific(out, number);
    else
        append_fixed(out, number);
}

} // namespace detail

MLTRACK_DECL void append_signed(std::string& out, std::int64_t value)
{
    detail::append_chars(out, value);
}

MLTRACK_DECL void append_unsigned(std::string& out, std::uint64_t value)
{
    detail::append_chars(out, value);
}

MLTRACK_DECL void append_floating(std::string& out, double value)
{
    detail::append_any_floating(out, value);
}

MLTRACK_DECL void append_floating(std::string& out, float value)
{
    detail::append_any_floating(out, value);
}

MLTRACK_DECL void append_quoted(std::string& out, std::string_view text)
{
    const bool has_single = text.find('\'') != text.npos;
    const char quote = has_single && text.find('"') == text.npos ? '"' : '\'';
    out += quote;
    for (const char c : text) {
        if (c == quote || c == '\\')
            out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    out += quote;
}

} // namespace mltrack::fluent
