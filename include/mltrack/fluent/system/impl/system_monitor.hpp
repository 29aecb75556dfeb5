#pragma once

#include <mltrack/fluent/background/impl/background_thread.hpp>
#include <mltrack/fluent/background/impl/companions.hpp>
#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/fluent/system/impl/machine_meters.hpp>
#include <mltrack/fluent/system/impl/system_settings.hpp>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <utility>

namespace mltrack::fluent {

/// Measures the machine on a thread of its own until it is stopped. Thread safety: `stop` may be called at any time.
class system_monitor final : public companion
{
public:
    /// Takes the values of one step, by the names of their metrics.
    using sink = std::function<void(const std::map<std::string, double>& values, std::int64_t step)>;

    /// `run_id` is the run that they are logged to, for messages.
    system_monitor(machine_meters meters, system_settings settings, std::int64_t first_step, std::string run_id,
                   sink log)
        : meters_(std::move(meters)), settings_(std::move(settings)), step_(first_step), run_(std::move(run_id)),
          log_(std::move(log)), thread_(std::make_unique<std::thread>(
                                    background_thread("system metrics are not logged any more", [this] { run(); })))
    {
    }
    system_monitor(const system_monitor&) = delete;
    system_monitor& operator=(const system_monitor&) = delete;
    ~system_monitor() override
    {
        end();
        if (process_ != ::getpid())
            static_cast<void>(thread_.release()); // In a forked child there is no thread to wait for.
    }

    /// Ends the thread, and waits for that. The samples that do not make a whole value are dropped, as MLflow does.
    void stop(time_limit) noexcept override { end(); }

private:
    void end() noexcept
    {
        if (process_ != ::getpid())
            return;
        {
            const std::lock_guard lock(mutex_);
            is_ending_ = true;
        }
        changed_.notify_all();
        const std::lock_guard lock(joining_);
        if (thread_->joinable())
            thread_->join();
    }

    void run()
    {
        while (is_time_for_another())
            sample();
    }

    /// Waits for the interval; false when the monitor ends.
    bool is_time_for_another()
    {
        std::unique_lock lock(mutex_);
        return !changed_.wait_for(lock, settings_.interval, [&] { return is_ending_; });
    }

    void sample()
    {
        try {
            averages_.add(meters_.measure([](std::string_view text) { complain(text); }));
            if (++samples_ < settings_.samples)
                return;
            samples_ = 0;
            const auto prefix = "system/" + (settings_.node_id.empty() ? "" : settings_.node_id + '/');
            std::map<std::string, double> values;
            for (const auto& [name, value] : averages_.take())
                values.emplace(prefix + name, value);
            log_(values, step_++);
        } catch (const std::exception& fault) {
            if (!std::exchange(has_complained_, true))
                complain("system metrics of the run " + run_ + " could not be logged", fault.what());
        }
    }

    machine_meters meters_;
    system_settings settings_;
    std::int64_t step_;
    std::string run_;
    sink log_;
    averages averages_;
    int samples_ = 0;
    bool has_complained_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_ending_ = false;
    std::mutex joining_;
    ::pid_t process_ = ::getpid();
    std::unique_ptr<std::thread> thread_; ///< Last, so that it finds all the others.
};

} // namespace mltrack::fluent
