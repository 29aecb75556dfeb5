#pragma once

#include <mltrack/transport/exchange/base_url.hpp>

#include <optional>
#include <string>

namespace mltrack::transport {

/// Which HTTP proxies lead to which servers, each in the form of the environment variable of that name; all empty:
/// servers are asked right away.
struct proxy_settings
{
    std::string http = {};  ///< `[http://][user:password@]host[:port]`, for `http:` URLs. HTTP_PROXY.
    std::string https = {}; ///< The same for `https:` URLs, which it only sees the host and port of. HTTPS_PROXY.
    std::string all = {};   ///< For URLs whose own setting is empty. ALL_PROXY.

    /// The hosts that are asked right away, with commas in between: names, which stand for what is below them too, each
    /// perhaps with `:port`; IPv4 addresses and networks (`10.0.0.0/8`); `*` alone: all. NO_PROXY.
    std::string no_proxy = {};
};

/// An HTTP proxy on the way to a server.
struct proxy
{
    base_url url;         ///< Its `authorization` is what the proxy wants, as Proxy-Authorization.
    std::string variable; ///< Where it comes from, for messages: `HTTPS_PROXY`.
};

/// The proxy on the way to a server; nothing when the server is asked right away. Reads the settings as Python's
/// requests does, with which MLflow's client asks (requests/utils.py: select_proxy, should_bypass_proxies). Errors:
/// `invalid_parameter_value` for a proxy that is no URL, `not_implemented` for one that is no HTTP proxy; the messages
/// show no password.
MLTRACK_DECL result<std::optional<proxy>> proxy_to(const base_url& server, const proxy_settings& settings);

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/exchange/impl/proxy.ipp>
#endif
