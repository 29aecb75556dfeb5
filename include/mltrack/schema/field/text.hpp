#pragma once

#include <mltrack/schema/field/utf8.hpp>

#include <compare>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace mltrack::schema {

/// Says what is wrong with the characters of a text; nothing when it is right.
using text_rule = std::optional<std::string> (*)(std::string_view);

/// A rule that allows all characters.
inline std::optional<std::string> any_text(std::string_view)
{
    return std::nullopt;
}

/// UTF-8 text of `Least` to `Greatest` code points whose characters keep `Rule`.
template <std::size_t Least, std::size_t Greatest, text_rule Rule = any_text>
struct text
{
    static constexpr std::size_t least = Least;
    static constexpr std::size_t greatest = Greatest;
    static constexpr text_rule rule = Rule;

    std::string value;

    text() = default;
    text(std::string content) : value(std::move(content)) {}
    text(std::string_view content) : value(content) {}
    text(const char* content) : value(content) {}

    operator const std::string&() const noexcept { return value; }
    operator std::string_view() const noexcept { return value; }
    bool empty() const noexcept { return value.empty(); }

    friend auto operator<=>(const text&, const text&) = default;
};

} // namespace mltrack::schema
