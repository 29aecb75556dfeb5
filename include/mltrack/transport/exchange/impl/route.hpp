#pragma once

#include <mltrack/transport/exchange/proxy.hpp>

#include <optional>

namespace mltrack::transport::detail {

/// The way of a client's connections.
struct route
{
    base_url server;
    std::optional<proxy> via = std::nullopt;

    /// Where connections go to: the proxy, or the server.
    const base_url& next() const noexcept { return via ? via->url : server; }

    /// Whether the proxy is given whole requests; through others a tunnel leads.
    bool is_forwarded() const noexcept { return via && !server.is_secure; }

    /// The server, for messages, with the proxy when it may be the cause.
    std::string name() const { return via ? server.text + " through the proxy " + via->url.text : server.text; }

    /// What to look at when nobody is at the other end.
    std::string doubt() const { return via ? "is " + via->variable + " right?" : "is the tracking URI right?"; }
};

} // namespace mltrack::transport::detail
