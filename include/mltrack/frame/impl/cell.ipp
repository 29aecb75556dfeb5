#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/frame/cell.hpp>

#include <chrono>
#include <cstdio>

namespace mltrack::frame {

MLTRACK_DECL void append_time(std::string& out, schema::unix_ms time, time_style style)
{
    using namespace std::chrono;
    const sys_time<milliseconds> point(milliseconds(time.value));
    const auto is_between = [&](year first, year last) {
        return point >= sys_days(first / January / 1) && point < sys_days((last + years(1)) / January / 1);
    };
    if (!is_between(year(1), year(9999)))
        return codec::append_integer(out, time.value);
    const auto day = floor<days>(point);
    const year_month_day date(day);
    const hh_mm_ss clock(point - day);
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u%c%02d:%02d:%02d.%03d", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), style.between,
                  static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
    (out += text) += style.end;
}

} // namespace mltrack::frame
