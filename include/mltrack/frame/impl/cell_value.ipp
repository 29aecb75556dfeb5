#pragma once

#include <mltrack/frame/cell_value.hpp>

#include <cmath>

namespace mltrack::frame {

MLTRACK_DECL std::optional<double> number_in(const cell& from)
{
    if (const auto* number = std::get_if<double>(&from))
        return *number;
    const auto* text = std::get_if<std::string_view>(&from);
    return text != nullptr ? codec::parse_double(*text) : std::nullopt;
}

MLTRACK_DECL std::optional<std::int64_t> integer_in(const cell& from)
{
    if (const auto* text = std::get_if<std::string_view>(&from))
        return codec::parse_integer(*text);
    const auto* number = std::get_if<double>(&from);
    constexpr double beyond = 9223372036854775808.0; // 2⁶³
    if (number == nullptr || std::trunc(*number) != *number || *number < -beyond || *number >= beyond)
        return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

MLTRACK_DECL std::optional<std::string> cell_value<std::string>::read(const cell& from)
{
    if (const auto* text = std::get_if<std::string_view>(&from))
        return std::string(*text);
    const auto* number = std::get_if<double>(&from);
    if (number == nullptr)
        return std::nullopt;
    std::string text;
    codec::append_double(text, *number);
    return text;
}

MLTRACK_DECL std::optional<bool> cell_value<bool>::read(const cell& from)
{
    if (const auto* text = std::get_if<std::string_view>(&from)) {
        if (*text == "True" || *text == "true")
            return true;
        if (*text == "False" || *text == "false")
            return false;
    }
    const auto number = integer_in(from);
    return number == 0 || number == 1 ? std::optional(number == 1) : std::nullopt;
}

} // namespace mltrack::frame
