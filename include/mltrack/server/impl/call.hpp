#pragma once

#include <mltrack/server/dispatcher.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace mltrack::serving {

/// The path and the query of a target, which may be a whole URL.
inline std::pair<std::string_view, std::string_view> split_target(std::string_view target)
{
    if (const auto scheme = target.find("://"); !target.starts_with('/') && scheme != target.npos) {
        const auto path = target.find('/', scheme + 3);
        target = path == target.npos ? std::string_view("/") : target.substr(path);
    }
    target = target.substr(0, target.find('#'));
    const auto mark = target.find('?');
    return {target.substr(0, mark), mark == target.npos ? std::string_view() : target.substr(mark + 1)};
}

/// A request from its head to its answer. It stays where it is: it looks into itself.
struct dispatcher::call
{
    explicit call(transport::request_head given) : head(std::move(given))
    {
        std::tie(path, query) = split_target(head.target);
    }
    call(const call&) = delete;
    call& operator=(const call&) = delete;

    transport::request_head head;
    std::string_view path;
    std::string_view query;
    std::vector<codec::argument> arguments;
    std::string_view endpoint = "none";
    std::string_view verb = "other"; ///< The method as the counts know it: a caller does not make names.
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();

    codec::request_parts parts(std::string_view body) const
    {
        return {body, query, arguments, head.method == "GET" || head.method == "HEAD" || head.method == "DELETE"};
    }
};

} // namespace mltrack::serving
