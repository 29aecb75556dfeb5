#pragma once

#include <mltrack/client/multipart.hpp>
#include <mltrack/client/oauth.hpp>
#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/transport/exchange/proxy.hpp>
#include <mltrack/transport/exchange/tls_options.hpp>
#include <mltrack/transport/message.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace mltrack {

/// How a client behaves. The defaults are those of MLflow's Python client where it has the same thing.
struct client_options
{
    /// Until a connection to the server stands, its name looked up. At least 1 ms.
    std::chrono::milliseconds connect_timeout = std::chrono::seconds(10);

    /// How long the server may take for an answer, and between two pieces of a file; no limit for whole up- and
    /// downloads. At least 1 ms. MLFLOW_HTTP_REQUEST_TIMEOUT.
    std::chrono::milliseconds request_timeout = std::chrono::seconds(120);

    /// How often a request is sent again after a passing failure (see `calling::retry`); 0: never.
    /// MLFLOW_HTTP_REQUEST_MAX_RETRIES.
    int max_retries = 7;

    /// The first repetition comes at once, the n-th after `backoff_base · 2ⁿ⁻¹`. MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR.
    std::chrono::milliseconds backoff_base = std::chrono::seconds(2);

    /// The longest wait between two attempts, whatever the server's Retry-After says.
    std::chrono::milliseconds backoff_max = std::chrono::minutes(2);

    /// A random time up to this is added to each wait but the first, so that many clients do not come back together.
    /// MLFLOW_HTTP_REQUEST_BACKOFF_JITTER.
    std::chrono::milliseconds backoff_jitter = std::chrono::seconds(1);

    /// Told before each wait for a repetition: how many attempts have failed by now, how long the wait is, and why the
    /// last one failed. By default nobody is told, and never of requests to the storages that parts of artifacts go to.
    /// Called on the client's own thread, which it may not block and where it may not throw.
    std::function<void(int attempts, std::chrono::milliseconds wait, const error& why)> on_retry = {};

    /// Requests that are under way at once, at least 1; more wait for their turn. MLFLOW_HTTP_POOL_MAXSIZE.
    std::size_t max_connections = 10;

    /// How an `https:` server is made sure of.
    transport::tls_options tls = {};

    /// The proxies on the way to servers; none unless they are set here, whatever the environment says.
    transport::proxy_settings proxies = {};

    /// Credentials for which the server gives the token that goes with every request.
    oauth_credentials oauth = {};

    /// How large artifacts go up.
    multipart_options multipart = {};

    /// From how many bytes on the body of a request is compressed, with zstd or gzip, once the server's answers say
    /// that it reads that (`Accept-Encoding`), as mltrack's do and MLflow's do not. 0: never.
    std::size_t compress_from = 4096;

    /// The header User-Agent of every request.
    std::string user_agent = std::string("mltrack/") + version;

    /// More header fields for every request.
    transport::headers headers = {};
};

} // namespace mltrack
