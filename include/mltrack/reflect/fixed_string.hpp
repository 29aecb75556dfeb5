#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace mltrack::reflect {

/// A string literal that can be a template argument.
template <std::size_t Size>
struct fixed_string
{
    char text[Size]{};

    constexpr fixed_string(const char (&literal)[Size]) { std::copy_n(literal, Size, text); }

    constexpr std::string_view view() const { return {text, Size - 1}; }
};

} // namespace mltrack::reflect
