#pragma once

#include <mltrack/fluent/background/impl/time_limit.hpp>

#include <memory>
#include <mutex>
#include <ranges>
#include <utility>
#include <vector>

namespace mltrack::fluent {

/// What works beside the program for a run, on threads of its own, and ends before the run does.
struct companion
{
    virtual ~companion() = default;

    /// Ends the work, for good; what waits for a server waits no longer than that. May be called again and by several
    /// threads at once; throws nothing.
    virtual void stop(time_limit until) noexcept = 0;
};

/// The companions of a run. Thread safety: all functions may be called at once.
class companions
{
public:
    void add(std::shared_ptr<companion> one)
    {
        const std::lock_guard lock(mutex_);
        all_.push_back(std::move(one));
    }

    bool empty() const
    {
        const std::lock_guard lock(mutex_);
        return all_.empty();
    }

    /// Ends all of them, the last one first.
    void stop(time_limit until) noexcept
    {
        std::vector<std::shared_ptr<companion>> ending;
        {
            const std::lock_guard lock(mutex_);
            ending.swap(all_);
        }
        for (const auto& each : ending | std::views::reverse)
            each->stop(until);
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<companion>> all_;
};

} // namespace mltrack::fluent
