#pragma once

#include <mltrack/transport/exchange/impl/connection_pool.hpp>
#include <mltrack/transport/exchange/impl/tls_stream.hpp>
#include <mltrack/transport/exchange/tls_exchange.hpp>

namespace mltrack::transport {
namespace detail {

inline std::unique_ptr<exchange> make_tls_exchange(event_loop& loop, std::string_view url,
                                                   const exchange_options& options)
{
    return std::make_unique<tls_exchange>(loop, url, options);
}

inline base_url secure_url(std::string_view text)
{
    auto url = base_url::parse(text).value();
    if (!url.is_secure)
        throw exception({errc::invalid_parameter_value, "Invalid URL '" + url.text + "': TLS is for https:// URLs"});
    return url;
}

} // namespace detail

class tls_exchange::engine : private detail::tls_setup, public detail::connection_pool<detail::tls_stream>
{
public:
    engine(event_loop& loop, std::string_view url, const exchange_options& options)
        : tls_setup(options.tls), connection_pool(loop, detail::secure_url(url), options,
                                                  [this](auto& io) { return detail::tls_stream(io, *this); })
    {
    }
};

MLTRACK_DECL tls_exchange::tls_exchange(event_loop& loop, std::string_view url, const exchange_options& options)
    : engine_(std::make_unique<engine>(loop, url, options))
{
}

MLTRACK_DECL tls_exchange::~tls_exchange() = default;

MLTRACK_DECL std::function<void()> tls_exchange::send(std::shared_ptr<const outgoing> request, completion done)
{
    return engine_->send(std::move(request), std::move(done));
}

MLTRACK_DECL const std::string& tls_exchange::address() const noexcept
{
    return engine_->address();
}

MLTRACK_DECL bool detail::offer_tls()
{
    // OpenSSL would else clean up at the program's exit, perhaps before what ends the last runs then has spoken to
    // their servers.
    ::OPENSSL_init_ssl(OPENSSL_INIT_NO_ATEXIT, nullptr);
    return exchange_makers().emplace("https", make_tls_exchange).second;
}

} // namespace mltrack::transport
