#pragma once

#include <mltrack/fluent/background/impl/companions.hpp>
#include <mltrack/fluent/background/impl/run_logger.hpp>
#include <mltrack/fluent/fork/impl/forkable_mutex.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
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
    place where;
    std::uint64_t thread = this_thread();
    ::pid_t process = ::getpid();     ///< A forked child is not the one that ends it.
    std::atomic<bool> killed = false; ///< A signal has ended it, while the program goes on.
    std::uint64_t number = 0;         ///< Its place among the open runs.
    run_logger background;
    companions beside;

    open_run(schema::run run, place where) : run(std::move(run)), where(std::move(where)) {}

    /// Whether something works for it in the background.
    bool has_background() const { return !beside.empty() || background.is_needed(); }

    /// Ends what works for it in the background: the companions, which log, and then the logger.
    void end_background(time_limit until = time_limit::max())
    {
        const auto now = time_limit::clock::now();
        beside.stop(now + (until - now) / 2);
        background.close(until);
    }

    void set_status(schema::run_status status)
    {
        end_background();
        where.api.update_run({.run_id = run.info.run_id, .status = status, .end_time = schema::unix_ms::now()});
    }

    void set_status_unless_killed(schema::run_status status)
    {
        if (killed)
            end_background();
        else
            set_status(status);
    }
};

/// A run that a thread has ended, and where it is recorded.
struct ended_run
{
    schema::id::run id;
    tracking::any_tracking_api api;
    ::pid_t process = ::getpid();
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
        run->number = ++last_number_;
        runs_.push_back(std::move(run));
    }

    /// Takes in again what `remove` took out, where it was.
    void put_back(pointer run)
    {
        const std::lock_guard lock(mutex_);
        run->background.set_open(true);
        const auto after = std::ranges::upper_bound(runs_, run->number, {}, &open_run::number);
        runs_.insert(after, std::move(run));
    }

    /// Takes a run out; false when it was not there any more, and another one ends it.
    bool remove(const open_run& run)
    {
        const std::lock_guard lock(mutex_);
        const auto found = std::ranges::find(runs_, &run, &pointer::get);
        if (found == runs_.end())
            return false;
        (*found)->background.set_open(false);
        runs_.erase(found);
        last_.insert_or_assign(run.thread, ended_run{run.run.info.run_id, run.where.api});
        return true;
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

    /// The run that the calling thread ended last, in this process.
    std::optional<ended_run> last_ended() const
    {
        const std::lock_guard lock(mutex_);
        const auto found = last_.find(this_thread());
        const bool is_ours = found != last_.end() && found->second.process == ::getpid();
        return is_ours ? std::optional(found->second) : std::nullopt;
    }

    /// The runs that this process opened, innermost first; nothing, not even an empty list, when another thread keeps
    /// them locked that long.
    std::optional<std::vector<pointer>> all_of_this_process(std::chrono::milliseconds patience) const
    {
        // By the system's clock: the thread sanitizer does not know the call that waits by the steady one.
        const std::unique_lock lock(mutex_, std::chrono::system_clock::now() + patience);
        if (!lock)
            return std::nullopt;
        std::vector<pointer> out;
        std::copy_if(runs_.rbegin(), runs_.rend(), std::back_inserter(out),
                     [](const pointer& each) { return each->process == ::getpid(); });
        return out;
    }

    /// The ids of the runs that this process opened at a tracking URI, innermost first; none while another thread keeps
    /// them locked. It does not wait, and holds no run, which would end with the last who does.
    std::vector<schema::id::run> ids_at(std::string_view uri) const
    {
        std::vector<schema::id::run> out;
        const std::unique_lock lock(mutex_, std::try_to_lock);
        if (!lock)
            return out;
        for (auto each = runs_.rbegin(); each != runs_.rend(); ++each)
            if ((*each)->process == ::getpid() && (*each)->where.uri == uri)
                out.push_back((*each)->run.info.run_id);
        return out;
    }

private:
    mutable forkable_mutex mutex_;
    std::vector<pointer> runs_; ///< By number.
    std::uint64_t last_number_ = 0;
    std::map<std::uint64_t, ended_run> last_; ///< Of each thread.
};

} // namespace mltrack::fluent
