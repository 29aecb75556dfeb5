#pragma once

#include <mltrack/transport/exchange/impl/connection_pool.hpp>
#include <mltrack/transport/tcp_exchange.hpp>

namespace mltrack::transport {
namespace detail {

inline base_url plain_url(std::string_view text)
{
    auto url = base_url::parse(text).value();
    if (url.is_secure)
        throw exception({errc::not_implemented, "Invalid tracking URI '" + url.text +
                                                    "': this is a client of TCP alone, without TLS; "
                                                    "mltrack::client<transport::http> and mltrack::connect take both"});
    return url;
}

} // namespace detail

class tcp_exchange::engine : public detail::connection_pool<detail::tcp_stream>
{
public:
    engine(event_loop& loop, std::string_view url, const exchange_options& options)
        : connection_pool(loop, detail::plain_url(url), options, [](auto& io) { return detail::tcp_stream(io); })
    {
    }
};

MLTRACK_DECL tcp_exchange::tcp_exchange(event_loop& loop, std::string_view url, const exchange_options& options)
    : engine_(std::make_unique<engine>(loop, url, options))
{
}

MLTRACK_DECL tcp_exchange::~tcp_exchange() = default;

MLTRACK_DECL std::function<void()> tcp_exchange::send(std::shared_ptr<const outgoing> request, completion done)
{
    return engine_->send(std::move(request), std::move(done));
}

MLTRACK_DECL const std::string& tcp_exchange::address() const noexcept
{
    return engine_->address();
}

} // namespace mltrack::transport
