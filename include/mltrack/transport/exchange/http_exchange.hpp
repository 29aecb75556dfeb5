#pragma once

#include <mltrack/transport/exchange.hpp>

#include <map>
#include <string>
#include <string_view>

namespace mltrack::transport {

/// Requests to a server that an `http:` or `https:` URL names: over TCP, and over TLS in programs with the component
/// tls.
class http_exchange final : public exchange
{
public:
    using target = std::string; ///< The base URL.

    /// Throws `mltrack::exception`: `invalid_parameter_value` for URLs, proxies and certificates that cannot be,
    /// `not_implemented` for `https:` without the component tls. The loop outlives it.
    http_exchange(event_loop& loop, std::string_view url, const exchange_options& options);
    ~http_exchange() override;

    std::function<void()> send(std::shared_ptr<const outgoing> request, completion done) override;
    const std::string& address() const noexcept override;

private:
    std::unique_ptr<exchange> inside_;
};

template <>
struct exchange_of<http>
{
    using type = http_exchange;
};

namespace detail {

/// Makes what brings requests to the URLs of a scheme.
using exchange_maker = std::unique_ptr<exchange> (*)(event_loop& loop, std::string_view url,
                                                     const exchange_options& options);

/// The makers of the components, by scheme; each component adds its own before `main`.
MLTRACK_DECL std::map<std::string_view, exchange_maker>& exchange_makers();

} // namespace detail
} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/exchange/impl/http_exchange.ipp>
#endif

#ifdef MLTRACK_HAS_TLS
#include <mltrack/transport/exchange/tls_exchange.hpp>
#endif
