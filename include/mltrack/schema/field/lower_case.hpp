#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace mltrack::schema {

/// A letter made small; ASCII only.
constexpr char lower_case(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The text with small letters; ASCII only.
inline std::string lower_case(std::string_view text)
{
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return lower_case(c); });
    return lower;
}

} // namespace mltrack::schema
