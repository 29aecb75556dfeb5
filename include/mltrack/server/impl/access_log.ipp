#pragma once

#include <mltrack/codec/json/writer.hpp>
#include <mltrack/server/access_log.hpp>

#include <cstdio>

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

/// A time as RFC 3339 writes it, in UTC to the millisecond: `2026-01-31T23:59:59.123Z`.
inline std::string rfc_3339(std::chrono::system_clock::time_point time)
{
    using namespace std::chrono;
    const auto instant = floor<milliseconds>(time);
    const auto day = floor<days>(instant);
    const year_month_day date(day);
    const hh_mm_ss clock(instant - day);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    return text;
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

MLTRACK_DECL std::string to_json_line(const access_entry& entry)
{
    std::string line;
    codec::json::writer out(line);
    const auto integer = [&](std::string_view name, std::int64_t value) {
        out.key(name);
        out.integer(value);
    };
    out.object([&] {
        out.member("time", serving::rfc_3339(entry.time));
        for (const auto& [name, text] : {std::pair("peer", entry.peer), std::pair("method", entry.method),
                                         std::pair("target", entry.target), std::pair("endpoint", entry.endpoint)})
            out.member(name, text);
        integer("status", entry.status);
        integer("duration_us", entry.duration.count());
        integer("bytes", static_cast<std::int64_t>(entry.bytes));
        if (!entry.error.empty())
            out.member("error", entry.error);
    });
    return line;
}

} // namespace mltrack
