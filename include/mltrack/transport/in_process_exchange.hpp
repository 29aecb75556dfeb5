#pragma once

#include <mltrack/transport/exchange.hpp>
#include <mltrack/transport/handler.hpp>

namespace mltrack::transport {

/// Requests to a handler of the same program, without a socket. The handler answers on threads of the exchange, one a
/// request. A cancelled request is answered to the end, its answer dropped.
class in_process_exchange final : public exchange
{
public:
    using target = transport::handler&;

    /// The loop and the handler outlive it.
    in_process_exchange(event_loop& loop, transport::handler& handler, exchange_options options);

    /// Waits for the requests that are being answered.
    ~in_process_exchange() override;

    std::function<void()> send(std::shared_ptr<const outgoing> request, completion done) override;
    const std::string& address() const noexcept override;

private:
    class engine;
    std::unique_ptr<engine> engine_;
};

template <>
struct exchange_of<in_process>
{
    using type = in_process_exchange;
};

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/impl/in_process_exchange.ipp>
#endif
