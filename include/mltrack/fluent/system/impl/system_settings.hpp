#pragma once

#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
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
        return said_.enabled ? *said_.enabled : enabled_by_environment();
    }

    /// Throws `mltrack::exception` for settings of the environment that cannot be.
    system_settings settings() const
    {
        const std::lock_guard lock(mutex_);
        const auto interval = said_.interval ? said_.interval->count()
                                             : number<double>("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", "seconds");
        const auto samples =
            said_.samples ? *said_.samples : number<int>("MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING", "samples");
        system_settings out;
        if (interval != 0)
            out.interval = std::chrono::duration<double>(interval);
        if (samples != 0)
            out.samples = samples;
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

    static bool enabled_by_environment()
    {
        const char* const name = "MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING";
        auto text = variable(name);
        std::transform(text.begin(), text.end(), text.begin(), [](unsigned char each) { return std::tolower(each); });
        if (text == "true" || text == "1")
            return true;
        if (!text.empty() && text != "false" && text != "0")
            throw exception(error{errc::invalid_parameter_value,
                                  std::string(name) + " must be true, false, 1 or 0, and is '" + variable(name) + "'"});
        return false;
    }

    /// A number that is not negative; 0, which stands for the default, when the variable is not set.
    template <class Number>
    static Number number(const char* name, const char* unit)
    {
        const auto text = variable(name);
        Number out = 0;
        const auto end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, out);
        if (!text.empty() && (read.ec != std::errc() || read.ptr != end || !(out >= 0) || out > Number(1'000'000'000)))
            throw exception(error{errc::invalid_parameter_value, std::string(name) + " must be a number of " + unit +
                                                                     " greater than 0, and is '" + text + "'"});
        return out;
    }

    mutable std::mutex mutex_;
    choices said_;
};

} // namespace mltrack::fluent
