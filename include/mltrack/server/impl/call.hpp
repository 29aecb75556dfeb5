#pragma once

#include <mltrack/server/dispatcher.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::serving {

/// What is kept of a request from its head to its answer.
struct dispatcher::call
{
    std::string peer;
    std::string method;
    std::string target;
    std::string query;
    std::string origin;
    std::vector<codec::argument> arguments;
    std::string_view endpoint = "none";
    std::string_view verb = "other"; ///< The method as the counts know it: a caller does not make names.
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();

    codec::request_parts parts(std::string_view body) const
    {
        return {body, query, arguments, method == "GET" || method == "HEAD" || method == "DELETE"};
    }
};

} // namespace mltrack::serving
