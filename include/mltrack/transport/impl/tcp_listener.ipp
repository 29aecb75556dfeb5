#pragma once

#include <mltrack/transport/impl/http_session.hpp>
#include <mltrack/transport/impl/http_session.ipp>
#include <mltrack/transport/load.hpp>
#include <mltrack/transport/tcp_listener.hpp>

#include <boost/asio/basic_signal_set.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <csignal>
#include <set>

namespace mltrack::transport {

struct tcp_listener::engine
{
    engine(transport::handler& handler, transport::load& load, const listen_options& options);

    void bind();
    void start();
    void stop();
    void abandon();

    const listen_options options;
    transport::handler& handler;
    transport::load& load;
    std::uint16_t port = 0;

private:
    using socket = boost::asio::basic_stream_socket<detail::tcp_protocol, detail::executor>;

    detail::task<void> accept();
    detail::task<void> serve(socket connection);
    detail::task<void> wait_for_signal();
    void leave(detail::http_session& session);

public:
    // The pool comes after the io_context: its destructor ends the threads that post to it.
    boost::asio::io_context io{1};
    boost::asio::basic_socket_acceptor<detail::tcp_protocol, detail::executor> acceptor{io};
    boost::asio::basic_signal_set<detail::executor> signals{io};
    detail::timer room{io};  ///< Cancelled when a connection ends.
    detail::timer grace{io}; ///< Ends what takes too long to finish.
    detail::worker_pool pool;
    std::set<detail::http_session*> sessions;
    bool stopping = false;
};

inline tcp_listener::engine::engine(transport::handler& handler, transport::load& load, const listen_options& wanted)
    : options(wanted), handler(handler), load(load), pool(std::max<std::size_t>(1, options.blocking_threads), load)
{
}

namespace detail {

/// The address that a listener binds to; of a host name the first IPv4 address, where it has one.
inline tcp_protocol::endpoint endpoint_of(asio::io_context& io, const listen_options& options)
{
    error_code failed;
    const auto address = asio::ip::make_address(options.address, failed);
    if (!failed)
        return {address, options.port};
    asio::ip::basic_resolver<tcp_protocol, executor> resolver(io);
    const auto found = resolver.resolve(options.address, "", asio::ip::resolver_base::passive, failed);
    if (failed || found.empty())
        throw exception(error{errc::invalid_parameter_value,
                              "'" + options.address + "' is no address to listen on: " + failed.message() +
                                  ". Give an IPv4 or IPv6 address of this machine, 127.0.0.1 for example."});
    const auto is_v4 = [](const auto& entry) { return entry.endpoint().address().is_v4(); };
    const auto first = std::find_if(found.begin(), found.end(), is_v4);
    return {(first == found.end() ? found.begin() : first)->endpoint().address(), options.port};
}

} // namespace detail

inline void tcp_listener::engine::bind()
{
    const auto endpoint = detail::endpoint_of(io, options);
    try {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(boost::asio::socket_base::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen();
        port = acceptor.local_endpoint().port();
    } catch (const boost::system::system_error& failure) {
        throw exception(error{errc::temporarily_unavailable,
                              "Cannot listen on " + options.address + " port " + std::to_string(options.port) + ": " +
                                  failure.code().message() +
                                  ". Choose another port (0 takes a free one) or stop what uses it."});
    }
}

inline void tcp_listener::engine::start()
{
    namespace asio = boost::asio;
    if (options.handle_signals) {
        signals.add(SIGINT);
        signals.add(SIGTERM);
        asio::co_spawn(io, wait_for_signal(), asio::detached);
    }
    asio::co_spawn(io, accept(), asio::detached);
}

inline detail::task<void> tcp_listener::engine::accept()
{
    while (!stopping) {
        if (sessions.size() >= std::max<std::size_t>(1, options.max_connections)) {
            room.expires_at(std::chrono::steady_clock::time_point::max());
            co_await room.async_wait(detail::with_code);
            continue;
        }
        auto [error, connection] = co_await acceptor.async_accept(detail::with_code);
        // One that was accepted just before the stop would not hear of it.
        if (!error && !stopping) {
            boost::asio::co_spawn(io, serve(std::move(connection)), boost::asio::detached);
        } else if (!stopping) {
            // Out of descriptors, most likely: one that closes, or a moment, may help.
            room.expires_after(std::chrono::milliseconds(100));
            co_await room.async_wait(detail::with_code);
        }
    }
}

inline detail::task<void> tcp_listener::engine::serve(socket connection)
{
    detail::http_session session(std::move(connection), handler, pool, options);
    sessions.insert(&session);
    ++load.connections;
    try {
        co_await session.run();
    } catch (...) {
        // The connection ends; the listener and its other connections go on.
    }
    leave(session);
}

inline void tcp_listener::engine::leave(detail::http_session& session)
{
    --load.connections;
    sessions.erase(&session);
    room.cancel();
    if (stopping && sessions.empty()) {
        grace.cancel();
        signals.cancel();
    }
}

inline detail::task<void> tcp_listener::engine::wait_for_signal()
{
    // Once nothing is left to finish, a further wait would keep the loop running.
    for (bool first = true; !(stopping && sessions.empty()); first = false) {
        const auto [error, number] = co_await signals.async_wait(detail::with_code);
        if (error)
            co_return;
        first ? stop() : abandon();
    }
}

inline void tcp_listener::engine::stop()
{
    if (std::exchange(stopping, true))
        return;
    detail::error_code ignored;
    acceptor.close(ignored);
    room.cancel();
    for (auto* session : sessions)
        session->stop();
    if (sessions.empty()) {
        signals.cancel();
        return;
    }
    grace.expires_after(options.shutdown_grace);
    grace.async_wait([this](detail::error_code cancelled) {
        if (!cancelled)
            abandon();
    });
}

/// Ends `run()` without waiting for what blocks.
inline void tcp_listener::engine::abandon()
{
    for (auto* session : sessions)
        session->close();
    io.stop();
}

MLTRACK_DECL tcp_listener::tcp_listener(transport::handler& handler, transport::load& load,
                                        const listen_options& options)
    : engine_(std::make_unique<engine>(handler, load, options))
{
    engine_->bind();
}

MLTRACK_DECL tcp_listener::~tcp_listener() = default;

MLTRACK_DECL void tcp_listener::run()
{
    engine_->start();
    engine_->io.run();
}

MLTRACK_DECL void tcp_listener::stop()
{
    boost::asio::post(engine_->io, [engine = engine_.get()] { engine->stop(); });
}

MLTRACK_DECL std::uint16_t tcp_listener::port() const noexcept
{
    return engine_->port;
}

} // namespace mltrack::transport
