#pragma once

#include <mltrack/transport/exchange.hpp>
#include <mltrack/transport/exchange/base_url.hpp>

namespace mltrack::transport {

/// Requests over TCP to an `http:` URL, right away or by way of a proxy. Connections are kept open and used again; one
/// that the server has closed meanwhile is replaced by a new one at once, without counting as a failure.
class tcp_exchange final : public exchange
{
public:
    using target = std::string; ///< The base URL.

    /// Throws `mltrack::exception` for a URL that `base_url::parse` refuses, for `https:` (`not_implemented`) and for
    /// what `proxy_to` refuses. The loop outlives it.
    tcp_exchange(event_loop& loop, std::string_view url, const exchange_options& options);
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
#include <mltrack/transport/exchange/impl/tcp_exchange.ipp>
#endif
