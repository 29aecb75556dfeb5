#pragma once

#include <mltrack/schema/field/unix_ms.hpp>

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

} // namespace mltrack::program
