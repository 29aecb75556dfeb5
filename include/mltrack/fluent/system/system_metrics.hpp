#pragma once

#include <mltrack/config.hpp>

#include <chrono>
#include <optional>
#include <string>

/// @file
/// Metrics of the machine while a run goes on: `system/cpu_utilization_percentage` and more (docs/system-metrics.md),
/// under MLflow's names, by `start_run({.log_system_metrics = true})` or for all runs. Source: mlflow.system_metrics.
///
/// The settings are read when a run starts, and are for the whole program; what the program says wins over the
/// environment. All functions may be called from several threads at once.

namespace mltrack {

/// Has runs that start from now on measure the machine, unless `run_options::log_system_metrics` says otherwise. The
/// environment variable MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING, `true` or `1`, does so from the start.
MLTRACK_DECL void enable_system_metrics_logging();

/// Has runs that start from now on not measure the machine, unless `run_options::log_system_metrics` says otherwise.
MLTRACK_DECL void disable_system_metrics_logging();

/// How long it is from one sample to the next. Nothing: MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL, in seconds, else 10 s.
/// Errors: `invalid_parameter_value` unless it is longer than 0, and 10⁹ s at most.
MLTRACK_DECL void
set_system_metrics_sampling_interval(std::optional<std::chrono::duration<double>> interval = std::nullopt);

/// How many samples make one value of each metric: their average. Nothing:
/// MLFLOW_SYSTEM_METRICS_SAMPLES_BEFORE_LOGGING, else 1. Errors: `invalid_parameter_value` unless it is at least 1.
MLTRACK_DECL void set_system_metrics_samples_before_logging(std::optional<int> samples = std::nullopt);

/// The name of this machine among several that log to a run: metrics are `system/NAME/…` then. Nothing:
/// MLFLOW_SYSTEM_METRICS_NODE_ID, else none.
MLTRACK_DECL void set_system_metrics_node_id(std::optional<std::string> node_id = std::nullopt);

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/system/impl/system_metrics.ipp>
#endif
