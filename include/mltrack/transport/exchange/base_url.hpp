#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <string>
#include <string_view>

namespace mltrack::transport {

/// Where a server is, taken apart.
struct base_url
{
    std::string text;          ///< As given, without user, password and a slash at the end: for messages.
    bool is_secure = false;    ///< Whether it is `https:`.
    std::string host;          ///< A name or address, IPv6 without brackets.
    std::string port;          ///< A decimal number.
    std::string prefix;        ///< The path in front of all targets; empty or `/…` without a slash at the end.
    std::string authorization; ///< The header Authorization that its user and password ask for; empty: none.

    /// The value of the Host header: without the port when it is the default one.
    std::string authority() const;

    /// Host and port, as CONNECT wants them.
    std::string host_and_port() const;

    /// Errors: `invalid_parameter_value` for what is no `http[s]://[user:password@]host[:port][/prefix]`; the message
    /// shows no password.
    static result<base_url> parse(std::string_view text);
};

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/exchange/impl/base_url.ipp>
#endif
