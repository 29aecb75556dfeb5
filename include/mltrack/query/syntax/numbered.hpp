#pragma once

#include <mltrack/reflect/fixed_string.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace mltrack::query {
namespace detail {

template <reflect::fixed_string Before, std::size_t Number, reflect::fixed_string After>
inline constexpr auto numbered_text = [] {
    constexpr std::size_t digits = [] {
        std::size_t count = 1;
        for (auto rest = Number; rest > 9; rest /= 10)
            ++count;
        return count;
    }();
    constexpr auto before = Before.view(), after = After.view();
    std::array<char, before.size() + digits + after.size()> text{};
    auto* digit = std::copy(before.begin(), before.end(), text.data()) + digits;
    std::copy(after.begin(), after.end(), digit);
    for (auto rest = Number; digit != text.data() + before.size(); rest /= 10)
        *--digit = static_cast<char>('0' + rest % 10);
    return text;
}();

} // namespace detail

/// A number between two texts, made by the compiler: `a filter has at most 500 comparisons`.
template <reflect::fixed_string Before, std::size_t Number, reflect::fixed_string After>
inline constexpr std::string_view numbered{detail::numbered_text<Before, Number, After>.data(),
                                           detail::numbered_text<Before, Number, After>.size()};

} // namespace mltrack::query
