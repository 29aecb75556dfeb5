#pragma once

#include <mltrack/transport/exchange/base_url.hpp>
#include <mltrack/transport/exchange/http_exchange.hpp>
#include <mltrack/transport/tcp_exchange.hpp>

namespace mltrack::transport {
namespace detail {

MLTRACK_DECL std::map<std::string_view, exchange_maker>& exchange_makers()
{
    static std::map<std::string_view, exchange_maker> all;
    return all;
}

inline std::unique_ptr<exchange> make_exchange(event_loop& loop, std::string_view url, const exchange_options& options)
{
    const auto server = base_url::parse(url).value();
    if (!server.is_secure)
        return std::make_unique<tcp_exchange>(loop, url, options);
    const auto& makers = exchange_makers();
    if (const auto found = makers.find("https"); found != makers.end())
        return found->second(loop, url, options);
    throw exception({errc::not_implemented, "Cannot talk to " + server.text +
                                                ": this program has no TLS; build it with mltrack's component tls, or "
                                                "use http:// or a TLS proxy on this machine"});
}

} // namespace detail

MLTRACK_DECL http_exchange::http_exchange(event_loop& loop, std::string_view url, const exchange_options& options)
    : inside_(detail::make_exchange(loop, url, options))
{
}

MLTRACK_DECL http_exchange::~http_exchange() = default;

MLTRACK_DECL std::function<void()> http_exchange::send(std::shared_ptr<const outgoing> request, completion done)
{
    return inside_->send(std::move(request), std::move(done));
}

MLTRACK_DECL const std::string& http_exchange::address() const noexcept
{
    return inside_->address();
}

} // namespace mltrack::transport
