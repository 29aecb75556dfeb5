#pragma once

#include <mltrack/fluent/background/async_logging.hpp>
#include <mltrack/fluent/background/impl/background_mode.hpp>
#include <mltrack/fluent/impl/open_runs.hpp>

#include <algorithm>

namespace mltrack {

MLTRACK_DECL void enable_async_logging(bool enable)
{
    fluent::background_mode() = enable;
}

MLTRACK_DECL bool flush_async_logging(std::chrono::milliseconds timeout)
{
    const auto until = std::chrono::steady_clock::now() + timeout;
    const auto runs = fluent::open_runs::instance().all_of_this_process(timeout);
    bool are_there = runs.has_value();
    for (const auto& run : runs.value_or(std::vector<fluent::open_runs::pointer>())) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
        are_there = run->background.flush(std::max(left, std::chrono::milliseconds(0))) && are_there;
    }
    return are_there;
}

} // namespace mltrack
