#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace mltrack::schema {

/// A point in time: milliseconds since 1970-01-01 00:00 UTC.
struct unix_ms
{
    std::int64_t value = 0;

    constexpr unix_ms() = default;
    constexpr unix_ms(std::int64_t milliseconds) : value(milliseconds) {}
    unix_ms(std::chrono::system_clock::time_point time)
        : value(std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count())
    {
    }

    /// The time of the system's clock.
    static unix_ms now() { return std::chrono::system_clock::now(); }

    friend constexpr auto operator<=>(unix_ms, unix_ms) = default;
};

/// The time of a logged value: not before 1970.
struct metric_time : unix_ms
{
    using unix_ms::unix_ms;

    constexpr metric_time() = default;
    constexpr metric_time(unix_ms time) : unix_ms(time) {}
};

} // namespace mltrack::schema
