#pragma once

#include <mltrack/client/options.hpp>
#include <mltrack/transport/exchange.hpp>

#include <functional>
#include <memory>

namespace mltrack::calling {

/// What waits for the end of a call; the one virtual object of each.
class operation
{
public:
    virtual ~operation() = default;

    /// Called once, on the client's thread.
    virtual void complete(result<transport::response> outcome) = 0;
};

/// A request on its way: sends, waits, sends again.
class call;

/// Ends a call early. Copies mean the same call; it is no longer kept alive by them.
class canceller
{
public:
    canceller(std::weak_ptr<transport::event_loop> loop, std::weak_ptr<call> call)
        : loop_(std::move(loop)), call_(std::move(call))
    {
    }

    /// Makes the call complete with `errc::cancelled` soon; nothing when it has completed or the client is gone.
    /// Thread safety: any thread.
    void cancel() const;

private:
    std::weak_ptr<transport::event_loop> loop_;
    std::weak_ptr<call> call_;
};

/// Drives the calls of one client on its own thread. Thread safety: all functions from any thread.
class engine
{
public:
    using exchange_maker =
        std::function<std::unique_ptr<transport::exchange>(transport::event_loop&, transport::exchange_options)>;

    /// Throws what `make` throws, and `mltrack::exception` (`invalid_parameter_value`) for options out of their range.
    engine(client_options options, const exchange_maker& make);

    /// Cancels all calls and waits until they have completed. Not on the client's own thread.
    ~engine();

    /// A call that has not begun yet.
    std::shared_ptr<call> prepare(transport::outgoing request, std::unique_ptr<operation> waiting);

    /// Begins a call.
    void start(std::shared_ptr<call> call);

    /// What cancels a call.
    canceller canceller_of(const std::shared_ptr<call>& call);

    /// Sends a request and blocks until the outcome. Errors: what the exchange says; `invalid_state` on the client's
    /// own thread, which would wait for itself.
    result<transport::response> run(transport::outgoing request);

    const client_options& options() const noexcept;

    /// Makes all calls that were started complete with `errc::cancelled` soon.
    void cancel_calls();

    /// The server's base URL, for error messages.
    const std::string& address() const noexcept;

private:
    friend class call;

    struct state;
    std::unique_ptr<state> state_;
};

} // namespace mltrack::calling

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/client/impl/engine.ipp>
#endif
