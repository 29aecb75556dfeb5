#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <string>
#include <string_view>
#include <variant>

namespace mltrack::frame {

/// What stands in a column for one run: nothing, a text, a time, or a number, which may be NaN. A text refers to the
/// column.
using cell = std::variant<std::monostate, std::string_view, schema::unix_ms, double>;

/// How a time is written.
struct time_style
{
    char between;         ///< Date and time of day.
    std::string_view end; ///< The time zone, UTC.
};

inline constexpr time_style pandas_time = {' ', "+00:00"}; ///< `2026-11-25 07:37:43.238+00:00`
inline constexpr time_style iso_time = {'T', "Z"};         ///< `2026-11-25T07:37:43.238Z`

/// Appends a time in UTC; one outside of the years 1 to 9999 as its milliseconds.
MLTRACK_DECL void append_time(std::string& out, schema::unix_ms time, time_style style);

} // namespace mltrack::frame

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/cell.ipp>
#endif
