#pragma once

#include <mltrack/client/variables.hpp>
#include <mltrack/fluent/fork/impl/forkable_mutex.hpp>
#include <mltrack/fluent/impl/environment.hpp>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace mltrack::fluent {

/// How a run's machine is measured.
struct system_settings
{
    std::chrono::duration<double> interval = std::chrono::seconds(10);
    int samples = 1;
    std::string node_id;
};

/// What the program says of system metrics; what it does not say, the environment does. Thread safety: all functions.
class system_choices
{
public:
    static system_choices& instance()
    {
        static auto& one = *new system_choices;
        return one;
    }

    /// Changes what the program says.
    template <class Change>
    void change(const Change& change)
    {
        const std::lock_guard lock(mutex_);
        change(said_);
    }

    /// Whether runs are measured that do not say so themselves. Throws `mltrack::exception` for an environment that
    /// says neither yes nor no.
    bool enabled() const
    {
        const std::lock_guard lock(mutex_);
        return said_.enabled ? *said_.enabled
                             : boolean_variable("MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING").value_or(false);
    }

    /// Throws `mltrack::exception` for settings of the environment that cannot be.
    system_settings settings() const
    {
        const std::lock_guard lock(mutex_);
        system_settings out;
        out.interval = said_.interval ? *said_.interval : interval_of_environment().value_or(out.interval);
        out.samples = said_.samples ? *said_.samples : samples_of_environment().value_or(out.samples);
        out.node_id = said_.node_id ? *said_.node_id : variable("MLFLOW_SYSTEM_METRICS_NODE_ID");
        return out;
    }

private:
    struct choices
    {
        std::optional<bool> enabled;
        std::optional<std::chrono::duration<double>> interval;
        std::optional<int> samples;
        std::optional<std::string> node_id;
    };

    /// Nothing, too, for 0, which MLflow takes for the default.
    static std::optional<std::chrono::duration<double>> interval_of_environment()
    {
        std::chrono::milliseconds interval(0);
        calling::read_seconds("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", 0, interval);
        return interval.count() == 0 ? std::nullopt : std::optional(std::chrono::duration<double>(interval));
    }

    /// As above.
    static std::optional<int> samples_of_environment()
    {
        int samples = 0;
        calling::read_count("MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", 0, 1'000'000'000, samples);
        return samples == 0 ? std::nullopt : std::optional(samples);
    }

    mutable forkable_mutex mutex_;
    choices said_;
};

} // namespace mltrack::fluent
