#pragma once

#include <algorithm>
#include <chrono>

namespace mltrack::fluent {

/// Until when something may wait; `time_limit::max()`: as long as it has to.
using time_limit = std::chrono::steady_clock::time_point;

/// How long that still is, of at most so long; 0 when it is over.
inline std::chrono::milliseconds time_left(time_limit until,
                                           std::chrono::milliseconds most = std::chrono::milliseconds::max())
{
    const auto left = std::chrono::floor<std::chrono::milliseconds>(until - time_limit::clock::now());
    return std::clamp(left, std::chrono::milliseconds(0), std::max(most, std::chrono::milliseconds(0)));
}

} // namespace mltrack::fluent
