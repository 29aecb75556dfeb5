#pragma once

#include <mltrack/client/options.hpp>
#include <mltrack/config.hpp>

namespace mltrack {

/// The options that the environment asks for, by MLflow's names: MLFLOW_HTTP_REQUEST_TIMEOUT (seconds),
/// MLFLOW_HTTP_REQUEST_MAX_RETRIES, MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR and _JITTER (seconds), MLFLOW_HTTP_POOL_MAXSIZE;
/// and the credentials MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD, or else MLFLOW_TRACKING_TOKEN. What is
/// not set, or empty, keeps its default. Throws `mltrack::exception` (`invalid_parameter_value`) that names the
/// variable whose value is no number or out of range.
///
/// Thread safety: not while another thread changes the environment.
MLTRACK_DECL client_options client_options_from_environment();

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/client/impl/environment.ipp>
#endif
