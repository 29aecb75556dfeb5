#pragma once

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

/// The number of code points in a UTF-8 text.
constexpr std::size_t code_points(std::string_view utf8)
{
    std::size_t count = 0;
    for (const char each : utf8)
        count += (static_cast<unsigned char>(each) & 0xC0) != 0x80;
    return count;
}

/// The first `limit` code points of a UTF-8 text.
constexpr std::string_view first_code_points(std::string_view utf8, std::size_t limit)
{
    std::size_t count = 0;
    for (std::size_t index = 0; index != utf8.size(); ++index)
        if ((static_cast<unsigned char>(utf8[index]) & 0xC0) != 0x80 && count++ == limit)
            return utf8.substr(0, index);
    return utf8;
}

} // namespace mltrack::schema
