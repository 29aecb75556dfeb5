#pragma once

#include <mltrack/server/access_log.hpp>

namespace mltrack {
namespace serving {

inline void append_printable(std::string& line, std::string_view text)
{
    constexpr char digits[] = "0123456789abcdef";
    for (const char each : text) {
        const auto code = static_cast<unsigned char>(each);
        if (code >= 0x20 && code != 0x7F)
            line += each;
        else
            line.append("\\x").append({digits[code >> 4], digits[code & 15]});
    }
}

} // namespace serving

MLTRACK_DECL std::string to_line(const access_entry& entry)
{
    std::string line;
    serving::append_printable(line, entry.peer.empty() ? "-" : entry.peer);
    line += " \"";
    serving::append_printable(line, entry.method.empty() ? "-" : entry.method);
    line += ' ';
    serving::append_printable(line, entry.target.empty() ? "-" : entry.target);
    line += "\" " + std::to_string(entry.status) + ' ' + std::to_string(entry.duration.count()) + "us";
    if (!entry.error.empty()) {
        line += ' ';
        serving::append_printable(line, entry.error);
    }
    return line;
}

} // namespace mltrack
