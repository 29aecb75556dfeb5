#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mltrack::codec {

/// The alphabet of standard base64 (RFC 4648, section 4).
inline constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as standard base64 with padding.
inline std::string encode_base64(std::string_view bytes)
{
    std::string out;
    for (std::size_t start = 0; start < bytes.size(); start += 3) {
        const auto part = bytes.substr(start, 3);
        std::uint32_t group = 0;
        for (std::size_t index = 0; index != 3; ++index)
            group = group << 8 | (index < part.size() ? static_cast<unsigned char>(part[index]) : 0u);
        for (std::size_t index = 0; index != 4; ++index)
            out += index <= part.size() ? base64_alphabet[group >> (18 - 6 * index) & 63] : '=';
    }
    return out;
}

/// The bytes of standard base64 with padding; nothing when the text is anything else.
inline std::optional<std::string> decode_base64(std::string_view text)
{
    if (text.size() % 4 != 0)
        return std::nullopt;
    const auto padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    std::string out;
    std::uint32_t group = 0;
    for (std::size_t index = 0; index != text.size(); ++index) {
        const bool is_padding = index >= text.size() - padding;
        const auto digit = is_padding ? 0 : base64_alphabet.find(text[index]);
        if (digit == std::string_view::npos)
            return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(digit);
        if (index % 4 == 3)
            for (const int shift : {16, 8, 0})
                out += static_cast<char>(group >> shift & 0xFF);
    }
    out.resize(out.size() - padding);
    return out;
}

} // namespace mltrack::codec
