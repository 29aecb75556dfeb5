#pragma once

#include <mltrack/transport/exchange.hpp>

#include <cstdint>

namespace mltrack::transport {

/// Where a server is, taken apart.
struct base_url
{
    std::string text;   ///< As given, without a slash at the end.
    std::string host;   ///< A name or address, IPv6 without brackets.
    std::string port;   ///< A decimal number.
    std::string prefix; ///< The path in front of all targets; empty or `/…` without a slash at the end.

    /// The value of the Host header: without the port when it is the default one.
    std::string authority() const;

    /// Errors: `invalid_parameter_value` for what is no `http://host[:port][/prefix]`; `not_implemented` for https.
    static result<base_url> parse(std::string_view text);
};

/// Requests over TCP. Connections are kept open and used again; one that the server has closed meanwhile is replaced by
/// a new one at once, without counting as a failure.
class tcp_exchange final : public exchange
{
public:
    using target = std::string; ///< The base URL.

    /// Throws `mltrack::exception` for a URL that `base_url::parse` refuses. The loop outlives it.
    tcp_exchange(event_loop& loop, std::string_view url, exchange_options options);
    ~tcp_exchange() override;

    std::function<void()> send(std::shared_ptr<const outgoing> request, completion done) override;
    const std::string& address() const noexcept override;

private:
    class engine;
    std::unique_ptr<engine> engine_;
};

template <>
struct exchange_of<tcp>
{
    using type = tcp_exchange;
};

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/impl/tcp_exchange.ipp>
#endif
