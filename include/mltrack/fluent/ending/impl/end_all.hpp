#pragma once

#include <mltrack/fluent/background/impl/background_thread.hpp>
#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/fluent/impl/open_runs.hpp>

#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

namespace mltrack::fluent {

/// Something that ends a run; null: it stays as it is.
using ending_action = void (*)(open_run&);

/// The time that is kept of the deadline when loggers close: a call that is cancelled takes up to a second of it, the
/// rest is for what they say on stderr and for the statuses of the runs.
inline constexpr std::chrono::milliseconds after_closing(1500);

/// Does this on a thread, or here when the system has none, and tells of what it throws. Null: it is done.
template <class Task>
std::unique_ptr<std::thread> start_thread(const Task& task)
{
    const auto told = [task] { run_guarded("open runs could not all be ended, and some may stay RUNNING", task); };
    try {
        return std::make_unique<std::thread>(told);
    } catch (const std::system_error&) {
        told();
        return nullptr;
    }
}

/// Runs to which calls that log wait while it lives.
class paused_runs
{
public:
    paused_runs() = default;
    paused_runs(const paused_runs&) = delete;
    paused_runs& operator=(const paused_runs&) = delete;
    ~paused_runs()
    {
        for (const auto& run : runs_)
            run->background.resume();
    }

    void add(const std::vector<open_runs::pointer>& runs)
    {
        for (const auto& run : runs) {
            runs_.push_back(run);
            run->background.pause();
        }
    }

private:
    std::vector<open_runs::pointer> runs_;
};

/// Ends what works for the runs in the background, of all at once, so that none has to wait for another's server.
inline void end_background(const std::vector<open_runs::pointer>& runs, time_limit until)
{
    std::vector<std::unique_ptr<std::thread>> ending;
    for (const auto& run : runs)
        if (run->has_background())
            ending.push_back(start_thread([&run = *run, until] { run.end_background(until); }));
    for (const auto& thread : ending)
        if (thread)
            thread->join();
}

inline void end_each(const std::vector<open_runs::pointer>& runs, ending_action act)
{
    for (const auto& run : runs) {
        try {
            if (act != nullptr)
                act(*run);
        } catch (const std::exception& fault) {
            complain("the run " + run->run.info.run_id.value + " could not be ended: " + fault.what());
        }
    }
}

/// Does this to all open runs of the process, once what works for them in the background has ended, on a thread of its
/// own, since it may hang; whether it was in time. Calls that log wait as long as `paused` lives.
inline bool end_all(std::chrono::milliseconds deadline, ending_action act, paused_runs& paused)
{
    const auto until = std::chrono::steady_clock::now() + deadline;
    const auto runs = open_runs::instance().all_of_this_process(deadline);
    if (!runs) {
        complain("the open runs could not be ended and stay RUNNING: another thread is in a call that holds them");
        return false;
    }
    if (runs->empty())
        return true;
    paused.add(*runs);
    auto done = std::make_shared<std::promise<void>>();
    auto is_done = done->get_future();
    const auto thread = start_thread([runs = *runs, act, until, done] {
        end_background(runs, until - after_closing);
        end_each(runs, act);
        done->set_value();
    });
    if (thread)
        thread->detach();
    if (is_done.wait_until(until) == std::future_status::ready)
        return true;
    if (act == nullptr)
        return false;
    std::string ids;
    for (const auto& run : *runs)
        ids += ' ' + run->run.info.run_id.value;
    complain("the server did not end these runs in time, some of them may stay RUNNING:" + ids);
    return false;
}

/// As above; calls that log wait until it is over.
inline bool end_all(std::chrono::milliseconds deadline, ending_action act)
{
    paused_runs paused;
    return end_all(deadline, act, paused);
}

} // namespace mltrack::fluent
