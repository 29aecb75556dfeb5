#pragma once

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

    /// Ends the work, for good. May be called again and by several threads at once; throws nothing.
    virtual void stop() noexcept = 0;
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

    /// Ends all of them, the last one first.
    void stop() noexcept
    {
        std::vector<std::shared_ptr<companion>> ending;
        {
            const std::lock_guard lock(mutex_);
            ending.swap(all_);
        }
        for (const auto& each : ending | std::views::reverse)
            each->stop();
    }

private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<companion>> all_;
};

} // namespace mltrack::fluent
