#pragma once

#include <algorithm>
#include <chrono>

namespace mltrack::fluent {

/// Until when something may wait; `time_limit::max()`: as long as it has to.
using time_limit = std::chrono::steady_clock::time_point;

/// The limit that is so far from now; of ten years at most, which the clock can count.
inline time_limit limit_in(std::chrono::milliseconds time)
{
    constexpr std::chrono::milliseconds none(0), longest = std::chrono::years(10);
    return time_limit::clock::now() + std::clamp(time, none, longest);
}

/// How long that still is, of at most so long; 0 when it is over.
inline std::chrono::milliseconds time_left(time_limit until,
                                           std::chrono::milliseconds most = std::chrono::milliseconds::max())
{
    const auto left = std::chrono::floor<std::chrono::milliseconds>(until - time_limit::clock::now());
    return std::clamp(left, std::chrono::milliseconds(0), std::max(most, std::chrono::milliseconds(0)));
}

} // namespace mltrack::fluent
