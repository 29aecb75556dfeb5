#pragma once

#include <mltrack/client/environment.hpp>
#include <mltrack/codec/base64.hpp>
#include <mltrack/codec/number.hpp>
#include <mltrack/schema/error.hpp>

#include <cmath>
#include <cstdlib>
#include <string>
#include <string_view>

namespace mltrack {
namespace calling::detail {

inline std::string_view variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

[[noreturn]] inline void refuse_variable(const char* name, std::string_view wanted)
{
    throw exception(error{errc::invalid_parameter_value,
                          std::string(name) + ": '" + std::string(variable(name)) + "' is not " + std::string(wanted)});
}

inline void read_seconds(const char* name, double least, std::chrono::milliseconds& into)
{
    if (variable(name).empty())
        return;
    constexpr double most = 1e9;
    const auto seconds = codec::parse_double(variable(name));
    if (!seconds || !(*seconds >= least && *seconds <= most))
        refuse_variable(name, least > 0 ? "a number of seconds greater than 0" : "a number of seconds");
    into = std::chrono::milliseconds(std::llround(*seconds * 1000));
}

template <class Integer>
void read_count(const char* name, std::int64_t least, Integer& into)
{
    if (variable(name).empty())
        return;
    constexpr std::int64_t most = 1'000'000;
    const auto count = codec::parse_integer(variable(name));
    if (!count || *count < least || *count > most)
        refuse_variable(name, "a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    into = static_cast<Integer>(*count);
}

} // namespace calling::detail

MLTRACK_DECL client_options client_options_from_environment()
{
    using namespace calling::detail;
    client_options options;
    read_seconds("MLFLOW_HTTP_REQUEST_TIMEOUT", 0.001, options.request_timeout);
    read_count("MLFLOW_HTTP_REQUEST_MAX_RETRIES", 0, options.max_retries);
    read_seconds("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", 0, options.backoff_base);
    read_seconds("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", 0, options.backoff_jitter);
    read_count("MLFLOW_HTTP_POOL_MAXSIZE", 1, options.max_connections);

    const auto user = variable("MLFLOW_TRACKING_USERNAME");
    const auto password = variable("MLFLOW_TRACKING_PASSWORD");
    const auto token = variable("MLFLOW_TRACKING_TOKEN");
    if (!user.empty() && !password.empty())
        options.headers.push_back(
            {"Authorization", "Basic " + codec::encode_base64(std::string(user) + ':' + std::string(password))});
    else if (!token.empty())
        options.headers.push_back({"Authorization", "Bearer " + std::string(token)});
    return options;
}

} // namespace mltrack
