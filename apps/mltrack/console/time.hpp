#pragma once

#include <mltrack/schema/field/unix_ms.hpp>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>

namespace mltrack::program {

/// `2026-11-25 07:37:43`, in UTC.
inline std::string date_and_time(schema::unix_ms time)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(std::chrono::milliseconds(time.value)).count();
    const std::time_t clock = seconds;
    std::tm parts{};
    if (::gmtime_r(&clock, &parts) == nullptr)
        return std::to_string(time.value) + " ms";
    char text[64];
    return std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts) != 0 ? text : std::to_string(time.value);
}

/// `.238`: what is beyond the second.
inline std::string fraction_of(schema::unix_ms time)
{
    char text[16];
    std::snprintf(text, sizeof text, ".%03d", static_cast<int>((time.value % 1000 + 1000) % 1000));
    return text;
}

/// `2026-11-25T07:37:43.238Z`.
inline std::string timestamp(schema::unix_ms time)
{
    auto text = date_and_time(time) + fraction_of(time) + 'Z';
    std::replace(text.begin(), text.end(), ' ', 'T');
    return text;
}

} // namespace mltrack::program
