#pragma once

#include <mltrack/fluent/endings.hpp>
#include <mltrack/fluent/impl/connections.hpp>
#include <mltrack/fluent/impl/endings.hpp>
#include <mltrack/fluent/impl/open_runs.hpp>
#include <mltrack/fluent/impl/signal_watch.hpp>

#include <cstdlib>
#include <exception>
#include <future>
#include <mutex>
#include <thread>

namespace mltrack {
namespace fluent {

/// What is to happen when the program ends, and the handlers that see to it. Lives as long as the program.
class endings
{
public:
    static endings& instance()
    {
        static auto& one = *new endings;
        return one;
    }

    void set(const ending_options& options)
    {
        const std::lock_guard lock(mutex_);
        options_ = options;
        if (installed_in_ == ::getpid())
            apply_to_signals();
    }

    /// Installs the handlers, once. A forked child has all of them but for the thread behind the signals.
    void install()
    {
        const std::lock_guard lock(mutex_);
        const auto before = std::exchange(installed_in_, ::getpid());
        if (before == installed_in_)
            return;
        if (before == 0) {
            std::atexit([] { instance().at_exit(); });
            former_terminate_ = std::set_terminate([] { instance().on_terminate(); });
        }
        apply_to_signals();
    }

private:
    void apply_to_signals()
    {
        auto& signals = signal_watch::instance();
        if (!options_.on_signals)
            signals.stop();
        else if (!signals.start([] { instance().on_signal(); }))
            complain("the system has no thread for SIGINT and SIGTERM: runs that they end stay RUNNING");
    }

    ending_options options() const
    {
        const std::lock_guard lock(mutex_);
        return options_;
    }

    void at_exit()
    {
        const auto chosen = options();
        if (!chosen.at_exit)
            end_all(chosen, stop_companions);
        else if (end_all(chosen, [](open_run& run) { end(run, schema::run_status::FINISHED); }))
            connections::instance().close();
    }

    [[noreturn]] void on_terminate()
    {
        // A second thread that gets here, or the ending itself, does not end the runs once more.
        if (!terminating_.test_and_set()) {
            const auto chosen = options();
            end_all(chosen, chosen.on_terminate ? +[](open_run& run) { end(run, schema::run_status::FAILED); }
                                                : stop_companions);
        }
        if (former_terminate_ != nullptr)
            former_terminate_();
        std::abort();
    }

    void on_signal()
    {
        end_all(options(), [](open_run& run) {
            if (!run.killed.exchange(true))
                run.set_status(schema::run_status::KILLED);
        });
    }

    /// So that the console is shown and kept to the end, and nothing of ours runs into the program's.
    static void stop_companions(open_run& run) { run.beside.stop(); }

    static void end(open_run& run, schema::run_status status)
    {
        if (open_runs::instance().remove(run) && !run.killed)
            run.set_status(status);
    }

    /// Does this to all open runs of the process, on a thread of its own, since it may hang; whether it was in time.
    static bool end_all(const ending_options& options, void (*act)(open_run&))
    {
        const auto until = std::chrono::steady_clock::now() + options.deadline;
        const auto runs = open_runs::instance().all_of_this_process(options.deadline);
        if (runs.empty())
            return true;
        auto done = std::make_shared<std::promise<void>>();
        auto is_done = done->get_future();
        std::thread([runs, act, done] {
            for (const auto& run : runs)
                act_on(*run, act);
            done->set_value();
        }).detach();
        if (is_done.wait_until(until) == std::future_status::ready)
            return true;
        std::string ids;
        for (const auto& run : runs)
            ids += ' ' + run->run.info.run_id.value;
        complain("the server did not end these runs in time, some of them may stay RUNNING:" + ids);
        return false;
    }

    static void act_on(open_run& run, void (*act)(open_run&))
    {
        try {
            act(run);
        } catch (const std::exception& fault) {
            complain("the run " + run.run.info.run_id.value + " could not be ended: " + fault.what());
        }
    }

    mutable std::mutex mutex_;
    ending_options options_;
    ::pid_t installed_in_ = 0; ///< The process; 0: none yet.
    std::terminate_handler former_terminate_ = nullptr;
    std::atomic_flag terminating_;
};

MLTRACK_DECL void install_endings()
{
    endings::instance().install();
}

} // namespace fluent

MLTRACK_DECL void set_ending_options(const ending_options& options)
{
    fluent::endings::instance().set(options);
}

} // namespace mltrack
