#pragma once

#include <mltrack/codec/json/writer.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <cmath>

namespace mltrack::codec::json {

namespace detail {

/// How many bytes a text begins with that stand in a JSON string as they are.
inline std::size_t plain_bytes(std::string_view text)
{
    std::size_t plain = 0;
    while (plain != text.size()) {
        const auto byte = static_cast<unsigned char>(text[plain]);
        const bool escaped = byte < 0x20 || byte == '"' || byte == '\\';
        const auto length = escaped ? 0 : byte < 0x80 ? 1 : schema::utf8_character(text.substr(plain));
        if (length == 0)
            break;
        plain += length;
    }
    return plain;
}

} // namespace detail

MLTRACK_DECL void append_string(std::string& out, std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD
    out += '"';
    while (!text.empty()) {
        const auto plain = detail::plain_bytes(text);
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (text.empty())
            break;
        const char c = text.front();
        text.remove_prefix(1);
        if (static_cast<unsigned char>(c) >= 0x80) {
            out += replacement;
        } else if (c == '"' || c == '\\') {
            out += {'\\', c};
        } else {
            out += "\\u00";
            out += {hex[static_cast<unsigned char>(c) >> 4], hex[c & 15]};
        }
    }
    out += '"';
}

MLTRACK_DECL void append_number(std::string& out, double value)
{
    const bool quoted = !std::isfinite(value);
    if (quoted)
        out += '"';
    append_double(out, value);
    if (quoted)
        out += '"';
}

} // namespace mltrack::codec::json
