#pragma once

#include <mltrack/artifact/local.hpp>
#include <mltrack/server/background.hpp>
#include <mltrack/server/core.hpp>
#include <mltrack/server/options.hpp>
#include <mltrack/transport/tcp.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <utility>

namespace mltrack {

namespace tracking {
template <class Store>
class service;
}

/// An MLflow Tracking server over a store and an artifact repository, in your own program.
///
/// ```
/// mltrack::server server(mltrack::store::memory(), mltrack::artifact::local("artifacts"));
/// server.run();
/// ```
///
/// Thread safety: `stop()`, `port()` and `handler()` may be called from any thread.
template <class Store, class Artifacts = artifact::local, class Transport = transport::tcp>
class server
{
public:
    /// Serves a store that the program shares, and binds to the address of the options, so that `port()` is known.
    /// Errors: throws `mltrack::exception` when another mltrack server serves the store's rows (`resource_conflict`,
    /// with its process id), the store cannot be read, the address cannot be bound (`temporarily_unavailable`, with
    /// address and port) or an option is malformed (`invalid_parameter_value`).
    server(std::shared_ptr<Store> store, Artifacts artifacts, const server_options& options = {})
        : store_(std::move(store)), core_(store::erase(store_), std::move(artifacts), options),
          listener_(core_.handler(), core_.load(), options.listen)
    {
    }

    /// Takes a store over.
    server(Store store, Artifacts artifacts, const server_options& options = {})
        requires std::move_constructible<Store>
        : server(std::make_shared<Store>(std::move(store)), std::move(artifacts), options)
    {
    }

    /// Stops an `async_run` that is under way and waits for it.
    ~server() = default;

    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Serves until `stop()`, or a signal if the options say so; then finishes what runs, for at most the grace time. A
    /// server runs once.
    void run() { listener_.run(); }

    /// As `run()`, on a thread of the server's own. Completes with `void(result<void>)` on the token's executor; a
    /// cancellation of any type stops the server. Errors: `invalid_state` when it was called before, `internal_error`
    /// for what `run()` throws. Defined in mltrack/server/async_run.hpp, which includes Asio.
    template <class CompletionToken>
    auto async_run(CompletionToken&& token);

    /// Makes `run()` return. Not for signal handlers: let `handle_signals` do that.
    void stop() { listener_.stop(); }

    /// The port it listens on; 0 when the transport has none.
    std::uint16_t port() const noexcept { return listener_.port(); }

    /// What answers requests, for clients of the same program.
    transport::handler& handler() noexcept { return core_.handler(); }

    /// The store and the rules that it serves. Defined in mltrack/tracking/service.hpp.
    tracking::service<Store> service() { return {store_, core_.context()}; }

private:
    std::shared_ptr<Store> store_;
    serving::core core_;
    typename Transport::listener listener_;
    serving::background background_{[this] { stop(); }}; // The last: it stops and waits for all above.
};

} // namespace mltrack
