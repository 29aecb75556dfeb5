#pragma once

#include <mltrack/client/environment.hpp>
#include <mltrack/client/impl/ini_file.hpp>
#include <mltrack/client/variables.hpp>
#include <mltrack/codec/base64.hpp>

#include <string>
#include <string_view>

namespace mltrack {
namespace calling::detail {

/// The header Authorization that the environment and ~/.mlflow/credentials ask for (mlflow/utils/credentials.py); empty
/// when they ask for none.
inline std::string authorization()
{
    std::string user, password;
    if (const auto file = ini_file::read(home_file(".mlflow/credentials")).value())
        if (const auto* const section = file->find("mlflow")) {
            user = value_of(*section, "mlflow_tracking_username");
            password = value_of(*section, "mlflow_tracking_password");
        }
    if (const auto set = variable("MLFLOW_TRACKING_USERNAME"); !set.empty())
        user = set;
    if (const auto set = variable("MLFLOW_TRACKING_PASSWORD"); !set.empty())
        password = set;
    if (!user.empty() && !password.empty())
        return "Basic " + codec::encode_base64(user + ':' + password);
    const auto token = variable("MLFLOW_TRACKING_TOKEN");
    return token.empty() ? std::string() : "Bearer " + token;
}

/// Takes the authorities that Python's requests trusts.
inline void read_authorities(transport::tls_options& options)
{
    for (const char* const name : {"REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"})
        if (options.authorities.empty() && !variable(name).empty()) {
            options.authorities = variable(name);
            options.authorities_variable = name;
        }
}

inline transport::tls_options tls_options()
{
    transport::tls_options options;
    options.verify_server = !boolean_variable("MLFLOW_TRACKING_INSECURE_TLS").value_or(false);
    options.authorities = variable("MLFLOW_TRACKING_SERVER_CERT_PATH");
    options.client_certificate = variable("MLFLOW_TRACKING_CLIENT_CERT_PATH");
    // Those of Python's requests, where MLflow's is not set.
    if (options.verify_server && options.authorities.empty())
        read_authorities(options);
    return options;
}

/// A variable that is written in either case; the lower one wins, also when it is empty.
inline std::string in_either_case(const char* lower, const char* upper)
{
    return variable(std::getenv(lower) != nullptr ? lower : upper);
}

inline transport::proxy_settings proxies()
{
    // A web server hands over a request's header Proxy as HTTP_PROXY (httpoxy).
    const bool is_cgi = std::getenv("REQUEST_METHOD") != nullptr;
    return {.http = is_cgi ? variable("http_proxy") : in_either_case("http_proxy", "HTTP_PROXY"),
            .https = in_either_case("https_proxy", "HTTPS_PROXY"),
            .all = in_either_case("all_proxy", "ALL_PROXY"),
            .no_proxy = in_either_case("no_proxy", "NO_PROXY")};
}

} // namespace calling::detail

MLTRACK_DECL client_options client_options_from_environment()
{
    using namespace calling;
    using namespace calling::detail;
    constexpr std::int64_t most = 1'000'000;
    client_options options;
    read_seconds("MLFLOW_HTTP_REQUEST_TIMEOUT", 0.001, options.request_timeout);
    read_count("MLFLOW_HTTP_REQUEST_MAX_RETRIES", 0, most, options.max_retries);
    read_seconds("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 0, options.backoff_base);
    read_seconds("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", 0, options.backoff_jitter);
    read_count("MLFLOW_HTTP_POOL_MAXSIZE", 1, most, options.max_connections);
    constexpr std::int64_t most_bytes = std::int64_t{1} << 50;
    read_count("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", 0, most_bytes, options.multipart.minimum_bytes);
    read_count("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", 1, most_bytes, options.multipart.part_bytes);
    if (const auto in_parts = boolean_variable("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD"))
        options.multipart.uploads = *in_parts;
    options.tls = tls_options();
    read_authorities(options.multipart.tls);
    options.proxies = proxies();
    if (auto value = authorization(); !value.empty())
        options.headers.push_back({"Authorization", std::move(value)});
    return options;
}

} // namespace mltrack
