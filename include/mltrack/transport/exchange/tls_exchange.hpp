#pragma once

#include <mltrack/transport/exchange/http_exchange.hpp>

/// @file
/// Lets clients and `connect` know `https:` URLs. Programs that link `mltrack::tls`, in either form, have it by
/// mltrack/client.hpp and mltrack/connect.hpp; those built without CMake include this header in one of their
/// translation units.

namespace mltrack::transport {

/// Requests over TLS to an `https:` URL, right away or through a proxy's tunnel; else as `tcp_exchange`.
///
/// The server's certificate and its name are made sure of as `tls_options` say; an `unauthenticated` error tells which
/// certificate is wrong, and why. What it cannot mend by itself is final: it does not try again.
class tls_exchange final : public exchange
{
public:
    /// Throws `mltrack::exception` (`invalid_parameter_value`) for a URL that is no `https:`, for proxies and for
    /// certificates that cannot be. The loop outlives it.
    tls_exchange(event_loop& loop, std::string_view url, const exchange_options& options);
    ~tls_exchange() override;

    std::function<void()> send(std::shared_ptr<const outgoing> request, completion done) override;
    const std::string& address() const noexcept override;

private:
    class engine;
    std::unique_ptr<engine> engine_;
};

namespace detail {

/// Lets `http_exchange` know how to reach `https:` URLs. Whether it did not before.
MLTRACK_DECL bool offer_tls();

// It stands in the program's own translation units: from a static library a linker would take nothing for it. It
// is no inline variable, as in mltrack/connect_sqlite.hpp.
[[maybe_unused]] const bool tls_is_known = offer_tls();

} // namespace detail
} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/exchange/impl/tls_exchange.ipp>
#endif
