#pragma once

#include <mltrack/config.hpp>
#include <mltrack/transport/listen_options.hpp>

#include <cstdint>
#include <memory>

namespace mltrack::transport {

class handler;
struct load;

/// Serves HTTP/1.1 over TCP: keep-alive, pipelining, chunked bodies, `Expect: 100-continue`. Connections live on the
/// thread that calls `run()`, and on another in its place while the handler's `turn` hangs; what blocks runs on a pool
/// of threads.
class tcp_listener
{
public:
    /// Binds and listens; connections are accepted once `run()` is called.
    /// Errors: throws `mltrack::exception` (`temporarily_unavailable`) that names address and port when the port is
    /// taken or not allowed, (`invalid_parameter_value`) when the address is none.
    /// Lifetimes: handler and load outlive the listener.
    tcp_listener(transport::handler& handler, transport::load& load, const listen_options& options);

    /// Waits for blocking operations that are still under way. When it has run, it stops the handler, which answers
    /// what was handed over and takes no more, from others neither.
    ~tcp_listener();

    tcp_listener(const tcp_listener&) = delete;
    tcp_listener& operator=(const tcp_listener&) = delete;

    /// Serves until `stop()`, then finishes what runs, for at most `shutdown_grace`. To be called once.
    void run();

    /// Makes `run()` return; it may be called before it, and again. Thread safety: any thread.
    void stop();

    /// The port it listens on.
    std::uint16_t port() const noexcept;

private:
    struct engine;
    std::unique_ptr<engine> engine_;
};

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/impl/tcp_listener.ipp>
#endif
