#pragma once

#include <mltrack/config.hpp>

#include <chrono>

/// @file
/// Values of runs in the background: `log_param(s)`, `log_metric(s)`, `set_tag(s)` and `log_batch` then only store what
/// they are given, and a `mltrack::logger` of each run sends it (docs/logging.md). The environment variable
/// MLFLOW_ENABLE_ASYNC_LOGGING, `true` or `1` in any case, asks for it from the start (what is no flag is refused by
/// the first call that needs to know); MLTRACK_JOURNAL_DIR gives it journals.

namespace mltrack {

/// Whether the calls that follow log in the background, of all threads. Source: mlflow.config.enable_async_logging.
///
/// It concerns runs that this program has started or resumed and not ended. What goes with a metric's model or data
/// set, and everything else about runs, goes to the server at once, and may overtake values. A run that ends sends what
/// is left first, for at most `logger_options::close_timeout`; what other threads log to it meanwhile goes to the
/// server at once. What the server refuses is told on stderr and nowhere else.
MLTRACK_DECL void enable_async_logging(bool enable = true);

/// Waits until the servers have, or have refused, what this process's open runs logged in the background; false when
/// that is not so in time. Source: mlflow.flush_async_logging.
MLTRACK_DECL bool flush_async_logging(std::chrono::milliseconds timeout = std::chrono::minutes(1));

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/background/impl/async_logging.ipp>
#endif
