#pragma once

/// @file
/// What a training program uses:
///
///     mltrack::set_experiment("digits");
///     auto run = mltrack::start_run({.name = "first"});
///     mltrack::log_param("rate", 0.1);
///     for (int step = 0; step != 10; ++step)
///         mltrack::log_metric("loss", train(), {.step = step});
///
/// It works alike on servers, ours and MLflow's, on SQLite files and on a server in the program itself. Functions throw
/// `mltrack::exception`. docs/migrating-from-python.md has MLflow's functions with their counterparts.

#include <mltrack/fluent/artifacts/log_artifacts.hpp>
#include <mltrack/fluent/artifacts/table.hpp>
#include <mltrack/fluent/background/async_logging.hpp>
#include <mltrack/fluent/build/build_tags.hpp>
#include <mltrack/fluent/console/capture_console.hpp>
#include <mltrack/fluent/console/console_index.hpp>
#include <mltrack/fluent/endings.hpp>
#include <mltrack/fluent/experiments.hpp>
#include <mltrack/fluent/inputs.hpp>
#include <mltrack/fluent/log_values.hpp>
#include <mltrack/fluent/run.hpp>
#include <mltrack/fluent/run_context.hpp>
#include <mltrack/fluent/search.hpp>
#include <mltrack/fluent/system/system_metrics.hpp>
#include <mltrack/fluent/tracking_uri.hpp>

#ifdef MLTRACK_HAS_SQLITE
#include <mltrack/connect_sqlite.hpp>
#endif

#ifdef MLTRACK_HAS_TLS
#include <mltrack/transport/exchange/tls_exchange.hpp>
#endif

#ifdef MLTRACK_HAS_PNG
#include <mltrack/fluent/image/log_image.hpp>
#endif

#ifdef MLTRACK_HAS_GIT
#include <mltrack/fluent/git/git_diff.hpp>
#include <mltrack/fluent/git/git_tags.hpp>
#endif
