#pragma once

#include <mltrack/server/security/guard.hpp>

#include <algorithm>

namespace mltrack::serving {

inline transport::reply plain_reply(int status, std::string text)
{
    transport::reply reply;
    reply.status = status;
    reply.headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"X-Content-Type-Options", "nosniff"}};
    reply.body = std::move(text);
    return reply;
}

MLTRACK_DECL guard::guard(const security_options& options)
    : options_(options), hosts_(options.allowed_hosts), origins_(options.cors_allowed_origins)
{
}

MLTRACK_DECL std::optional<transport::reply> guard::intercept(const transport::request_head& head, bool any_host) const
{
    auto answer = options_.enabled ? answer_of(head, any_host) : std::nullopt;
    if (answer)
        add_cors_headers(answer->headers, head.headers["Origin"]);
    return answer;
}

MLTRACK_DECL std::optional<transport::reply> guard::answer_of(const transport::request_head& head, bool any_host) const
{
    const auto host = head.headers["Host"];
    if (!any_host && !head.in_process && !hosts_.allows(host))
        return plain_reply(403,
                           "Invalid Host header - possible DNS rebinding attack detected: '" + std::string(host) +
                               "' is not among the allowed hosts of this server (--allowed-hosts, or allowed_hosts of "
                               "its options).");
    const auto origin = head.headers["Origin"];
    if (head.method == "OPTIONS" && !origin.empty() && !head.headers["Access-Control-Request-Method"].empty())
        return preflight(head);
    if (origins_.blocks(head.method, origin))
        return plain_reply(403, "Cross-origin request blocked: '" + std::string(origin) +
                                    "' is not among the allowed origins of this server (--cors-allowed-origins, or "
                                    "cors_allowed_origins of its options).");
    return std::nullopt;
}

MLTRACK_DECL transport::reply guard::preflight(const transport::request_head& head) const
{
    static constexpr std::string_view methods[] = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"};
    const bool allowed = !origins_.allow_origin(head.headers["Origin"]).empty();
    const bool known = std::ranges::find(methods, head.headers["Access-Control-Request-Method"]) != std::end(methods);
    auto reply = plain_reply(allowed && known ? 200 : 400, allowed && known ? "OK"
                                                           : known          ? "Disallowed CORS origin"
                                                           : allowed        ? "Disallowed CORS method"
                                                                            : "Disallowed CORS origin, method");
    reply.headers.push_back({"Access-Control-Allow-Methods", "GET, POST, PUT, DELETE, OPTIONS, PATCH"});
    reply.headers.push_back({"Access-Control-Max-Age", "600"});
    if (const auto asked = head.headers["Access-Control-Request-Headers"]; !asked.empty())
        reply.headers.push_back({"Access-Control-Allow-Headers", std::string(asked)});
    return reply;
}

MLTRACK_DECL void guard::add_headers(transport::headers& headers, std::string_view origin) const
{
    if (!options_.enabled)
        return;
    headers.reserve(headers.size() + 6);
    add_cors_headers(headers, origin);
    headers.push_back({"X-Content-Type-Options", "nosniff"});
    if (options_.x_frame_options != frame_options::none)
        headers.push_back({"X-Frame-Options", options_.x_frame_options == frame_options::deny ? "DENY" : "SAMEORIGIN"});
}

MLTRACK_DECL void guard::add_cors_headers(transport::headers& headers, std::string_view origin) const
{
    headers.push_back({"Vary", "Origin"});
    const auto allowed = origins_.allow_origin(origin);
    if (allowed.empty())
        return;
    headers.push_back({"Access-Control-Allow-Origin", std::string(allowed)});
    headers.push_back({"Access-Control-Expose-Headers", "*"});
    if (allowed != "*")
        headers.push_back({"Access-Control-Allow-Credentials", "true"});
}

} // namespace mltrack::serving
