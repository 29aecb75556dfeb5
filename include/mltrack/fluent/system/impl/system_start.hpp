#pragma once

#include <mltrack/fluent/impl/open_runs.hpp>
#include <mltrack/fluent/system/impl/system_monitor.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

namespace mltrack::fluent {

/// The step after those of the system metrics that a run has; 0 when it has none. Source:
/// SystemMetricsMonitor._get_next_logging_step.
inline std::int64_t next_system_step(const schema::run& run)
{
    std::int64_t next = 0;
    for (const auto& each : run.data.metrics)
        if (each.key->value.starts_with("system/"))
            next = std::max(next, each.step + 1);
    return next;
}

/// Logs in the background: a server that is away does not hold the monitor up, and its run can end. Nothing once the
/// run is being ended, which waits for the monitor.
inline void log_in_background(open_run& run, const std::map<std::string, double>& values, std::int64_t step)
{
    const auto log = run.background.try_get(run.where, run.run.info.run_id);
    if (!log)
        return;
    const auto now = schema::unix_ms::now();
    for (const auto& [name, value] : values)
        log->metric_now(log->series(name), value, step, now);
}

/// Starts to measure the machine for a run, if that is wanted. A run is worth more than its system metrics, so that it
/// goes without them when they cannot be had, and that is told on stderr.
inline void start_system_monitor(const std::shared_ptr<open_run>& run, std::optional<bool> wanted)
{
    auto& choices = system_choices::instance();
    try {
        if (!(wanted ? *wanted : choices.enabled()))
            return;
        run->beside.add(std::make_shared<system_monitor>(
            machine_meters(), choices.settings(), next_system_step(run->run), run->run.info.run_id.value,
            [&to = *run](const auto& values, std::int64_t step) { log_in_background(to, values, step); }));
    } catch (const std::exception& fault) {
        complain("the run " + run->run.info.run_id.value + " goes without system metrics: " + fault.what());
    }
}

} // namespace mltrack::fluent
