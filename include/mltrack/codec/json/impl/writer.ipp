#pragma once

#include <mltrack/codec/json/writer.hpp>

#include <cmath>

namespace mltrack::codec::json {

MLTRACK_DECL void append_string(std::string& out, std::string_view text)
{
    constexpr std::string_view hex = "0123456789abcdef";
    out += '"';
    for (std::size_t start = 0; start != text.size();) {
        std::size_t plain = start;
        while (plain != text.size() && static_cast<unsigned char>(text[plain]) >= 0x20 && text[plain] != '"' &&
               text[plain] != '\\')
            ++plain;
        out.append(text, start, plain - start);
        start = plain;
        if (start == text.size())
            break;
        const char c = text[start++];
        if (c == '"' || c == '\\') {
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
