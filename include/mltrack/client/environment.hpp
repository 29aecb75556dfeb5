#pragma once

#include <mltrack/client/options.hpp>
#include <mltrack/config.hpp>

namespace mltrack {

/// The options that the environment asks for, by the names that MLflow's Python client reads:
/// - MLFLOW_HTTP_REQUEST_TIMEOUT (seconds), MLFLOW_HTTP_REQUEST_MAX_RETRIES, MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR and
///   _JITTER (seconds), MLFLOW_HTTP_POOL_MAXSIZE;
/// - MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD, of which `~/.mlflow/credentials` gives what is not set, or
///   else MLFLOW_TRACKING_TOKEN;
/// - MLFLOW_TRACKING_INSECURE_TLS, MLFLOW_TRACKING_SERVER_CERT_PATH (or else REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE),
///   MLFLOW_TRACKING_CLIENT_CERT_PATH; for storages only REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE;
/// - MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD, MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE and _CHUNK_SIZE (bytes);
/// - HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY, or the same in lower case, which wins.
///
/// What is not set, or empty, keeps its default. Throws `mltrack::exception` (`invalid_parameter_value`) that names the
/// variable whose value is no number or out of range, the line of the file that is wrong, or the file that is there and
/// cannot be read.
///
/// Thread safety: not while another thread changes the environment.
MLTRACK_DECL client_options client_options_from_environment();

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/client/impl/environment.ipp>
#endif
