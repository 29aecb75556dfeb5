#pragma once

#include <string>
#include <string_view>

namespace mltrack::codec {

/// The bytes of the UTF-8 character that a text begins with; 0 when it begins with none.
constexpr std::size_t character_length(std::string_view text)
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

/// The text with U+FFFD in place of each byte that is not UTF-8.
inline std::string valid_utf8(std::string_view text)
{
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const auto length = character_length(text);
        valid += length == 0 ? std::string_view("\uFFFD") : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return valid;
}

} // namespace mltrack::codec
