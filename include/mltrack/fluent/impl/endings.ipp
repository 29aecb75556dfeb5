#pragma once

#include <mltrack/fluent/ending/impl/end_all.hpp>
#include <mltrack/fluent/ending/impl/signal_watch.hpp>
#include <mltrack/fluent/endings.hpp>
#include <mltrack/fluent/fork/impl/forkable_mutex.hpp>
#include <mltrack/fluent/impl/connections.hpp>
#include <mltrack/fluent/impl/endings.hpp>
#include <mltrack/fluent/impl/open_runs.hpp>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>

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
        else if (!signals.start([] { return instance().on_signal(); }))
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
        const bool is_done = end_all(chosen.deadline, chosen.at_exit ? finish : nullptr);
        if (chosen.at_exit && is_done)
            connections::instance().close();
    }

    [[noreturn]] void on_terminate()
    {
        // A second thread that gets here, or the ending itself, does not end the runs once more.
        if (!terminating_.test_and_set()) {
            const auto chosen = options();
            end_all(chosen.deadline, chosen.on_terminate ? fail : nullptr);
        }
        if (former_terminate_ != nullptr)
            former_terminate_();
        std::abort();
    }

    /// What it gives has threads that log wait for the signal, too: they make no loggers in a program that it ends.
    std::shared_ptr<void> on_signal()
    {
        auto paused = std::make_shared<paused_runs>();
        const auto kill = [](open_run& run) {
            run.set_status_unless_killed(schema::run_status::KILLED);
            run.killed = true;
        };
        end_all(options().deadline, kill, *paused);
        return paused;
    }

    static void finish(open_run& run) { end(run, schema::run_status::FINISHED); }

    static void fail(open_run& run) { end(run, schema::run_status::FAILED); }

    static void end(open_run& run, schema::run_status status)
    {
        if (open_runs::instance().remove(run))
            run.set_status_unless_killed(status);
    }

    mutable forkable_mutex mutex_;
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
