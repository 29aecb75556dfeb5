#pragma once

#include <mltrack/schema/field/unix_ms.hpp>

#include <chrono>
#include <cstdio>
#include <string>

namespace mltrack::transport {

/// A time as HTTP writes it, to the second: `Sun, 06 Nov 1994 08:49:37 GMT`.
inline std::string http_date(schema::unix_ms time)
{
    using namespace std::chrono;
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const sys_seconds second = floor<seconds>(sys_time<milliseconds>(milliseconds(time.value)));
    const sys_days day = floor<std::chrono::days>(second);
    const year_month_day date(day);
    const hh_mm_ss clock(second - day);

    char text[64];
    std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", days[weekday(day).c_encoding()],
                  static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                  static_cast<int>(date.year()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return text;
}

} // namespace mltrack::transport
