#pragma once

#include <mltrack/fluent/background/impl/companions.hpp>
#include <mltrack/fluent/background/impl/run_logger.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <unistd.h>
#include <utility>
#include <vector>

namespace mltrack::fluent {

/// A number of the calling thread that no other thread ever has: ids of the system are used again.
inline std::uint64_t this_thread()
{
    static std::atomic<std::uint64_t> last{0};
    thread_local const std::uint64_t number = ++last;
    return number;
}

/// A run that this program has started or resumed and not ended.
struct open_run
{
    schema::run run;
    tracking::any_tracking_api api; ///< Where it is recorded.
    std::uint64_t thread = this_thread();
    ::pid_t process = ::getpid();     ///< A forked child is not the one that ends it.
    std::atomic<bool> killed = false; ///< A signal has ended it, while the program goes on.
    run_logger background;
    companions beside;

    open_run(schema::run run, tracking::any_tracking_api api) : run(std::move(run)), api(std::move(api)) {}

    void set_status(schema::run_status status)
    {
        beside.stop();
        background.close();
        api.update_run({.run_id = run.info.run_id, .status = status, .end_time = schema::unix_ms::now()});
    }
};

/// The runs that are open, in the order in which they were started. Lives as long as the program.
class open_runs
{
public:
    using pointer = std::shared_ptr<open_run>;

    static open_runs& instance()
    {
        static auto& all = *new open_runs;
        return all;
    }

    void add(pointer run)
    {
        const std::lock_guard lock(mutex_);
        runs_.push_back(std::move(run));
    }

    /// Takes a run out; false when it was not there any more, and another one ends it.
    bool remove(const open_run& run)
    {
        const std::lock_guard lock(mutex_);
        const auto removed = std::erase_if(runs_, [&](const pointer& each) { return each.get() == &run; });
        if (removed != 0)
            last_.insert_or_assign(run.thread, std::pair(run.run.info.run_id, run.api));
        return removed != 0;
    }

    /// The innermost run of the calling thread, if it has one.
    pointer active() const
    {
        const std::lock_guard lock(mutex_);
        const auto found = std::find_if(runs_.rbegin(), runs_.rend(), [](const pointer& each) {
            return each->thread == this_thread() && each->process == ::getpid();
        });
        return found == runs_.rend() ? nullptr : *found;
    }

    pointer find(const schema::id::run& id) const
    {
        const std::lock_guard lock(mutex_);
        const auto found = std::find_if(runs_.begin(), runs_.end(), [&](const pointer& each) {
            return each->run.info.run_id == id && each->process == ::getpid();
        });
        return found == runs_.end() ? nullptr : *found;
    }

    /// The run that the calling thread ended last, and where it is recorded.
    std::optional<std::pair<schema::id::run, tracking::any_tracking_api>> last_ended() const
    {
        const std::lock_guard lock(mutex_);
        const auto found = last_.find(this_thread());
        return found == last_.end() ? std::nullopt : std::optional(found->second);
    }

    /// The runs that this process opened, innermost first; nothing when another thread keeps them locked that long.
    std::vector<pointer> all_of_this_process(std::chrono::milliseconds patience) const
    {
        // By the system's clock: the thread sanitizer does not know the call that waits by the steady one.
        const std::unique_lock lock(mutex_, std::chrono::system_clock::now() + patience);
        std::vector<pointer> out;
        if (lock)
            std::copy_if(runs_.rbegin(), runs_.rend(), std::back_inserter(out),
                         [](const pointer& each) { return each->process == ::getpid(); });
        return out;
    }

private:
    mutable std::timed_mutex mutex_;
    std::vector<pointer> runs_;
    std::map<std::uint64_t, std::pair<schema::id::run, tracking::any_tracking_api>> last_;
};

} // namespace mltrack::fluent
