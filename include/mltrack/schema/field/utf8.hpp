#pragma once

#include <cstddef>
#include <string_view>

namespace mltrack::schema {

/// The bytes of the UTF-8 character that a text begins with; 0 when it begins with none (RFC 3629: no overlong form, no
/// surrogate, nothing beyond U+10FFFF).
constexpr std::size_t utf8_character(std::string_view text)
{
    const auto byte = [&](std::size_t index) {
        return index < text.size() ? static_cast<unsigned char>(text[index]) : 0u;
    };
    const auto continues = [&](std::size_t index) { return (byte(index) & 0xC0) == 0x80; };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return text.empty() ? 0 : 1;
    if (lead >= 0xC2 && lead <= 0xDF && continues(1))
        return 2;
    if ((lead & 0xF0) == 0xE0 && continues(1) && continues(2) && !(lead == 0xE0 && byte(1) < 0xA0) &&
        !(lead == 0xED && byte(1) > 0x9F))
        return 3;
    if (lead >= 0xF0 && lead <= 0xF4 && continues(1) && continues(2) && continues(3) &&
        !(lead == 0xF0 && byte(1) < 0x90) && !(lead == 0xF4 && byte(1) > 0x8F))
        return 4;
    return 0;
}

/// Whether all of a text is UTF-8.
constexpr bool is_utf8(std::string_view text)
{
    while (!text.empty()) {
        const auto length = utf8_character(text);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

/// The number of code points in a UTF-8 text.
constexpr std::size_t code_points(std::string_view utf8)
{
    std::size_t count = 0;
    for (const char each : utf8)
        count += (static_cast<unsigned char>(each) & 0xC0) != 0x80;
    return count;
}

/// The code point that starts at `index` of a valid UTF-8 text; `index` moves behind it.
constexpr char32_t next_code_point(std::string_view utf8, std::size_t& index)
{
    const auto lead = static_cast<unsigned char>(utf8[index++]);
    if (lead < 0x80)
        return lead;
    const int length = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    char32_t code_point = lead & (0x3F >> length);
    for (int more = 0; more != length && index != utf8.size(); ++more)
        code_point = code_point << 6 | (static_cast<unsigned char>(utf8[index++]) & 0x3F);
    return code_point;
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
