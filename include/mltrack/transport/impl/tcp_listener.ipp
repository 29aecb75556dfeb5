#pragma once

#include <mltrack/transport/descriptor_limit.hpp>
#include <mltrack/transport/impl/answering/stand_in.hpp>
#include <mltrack/transport/impl/http_session.hpp>
#include <mltrack/transport/impl/http_session.ipp>
#include <mltrack/transport/impl/listening_socket.ipp>
#include <mltrack/transport/listening_socket.hpp>
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
#include <sys/socket.h>

namespace mltrack::transport {

struct tcp_listener::engine
{
    engine(transport::handler& handler, transport::load& load, const listen_options& options);
    ~engine()
    {
        if (has_run)
            handler.stop(); // Sessions wait for answers, and answers come to the io_context.
    }

    void bind();
    void arm_signals();
    void start();
    void run();
    void stop();
    void abandon();

    listen_options options;
    transport::handler& handler;
    transport::load& load;
    std::uint16_t port = 0;

private:
    using socket = boost::asio::basic_stream_socket<detail::tcp_protocol, detail::executor>;

    detail::task<void> accept();
    detail::task<void> serve(socket connection);
    detail::task<void> wait_for_signal();
    void run_ready();
    void leave(detail::http_session& session);
    std::size_t requests() const;

public:
    detail::body_memory bodies; ///< Before the io_context, whose destructor ends the sessions that are left.
    // The pool comes after the io_context: its destructor ends the threads that post to it.
    boost::asio::io_context io{1};
    boost::asio::basic_socket_acceptor<detail::tcp_protocol, detail::executor> acceptor{io};
    boost::asio::basic_signal_set<detail::executor> signals{io};
    detail::timer room{io};  ///< Cancelled when a connection ends.
    detail::timer grace{io}; ///< Ends what takes too long to finish.
    detail::worker_pool pool;
    std::set<detail::http_session*> sessions;
    bool stopping = false;
    bool has_run = false;
};

inline tcp_listener::engine::engine(transport::handler& handler, transport::load& load, const listen_options& wanted)
    : options(wanted), handler(handler), load(load), bodies(wanted.max_body_memory, load),
      pool(std::max<std::size_t>(1, options.blocking_threads), load, options.blocking_niceness)
{
    // More connections than descriptors would leave none for the store.
    const auto limit = raise_descriptor_limit(options.max_connections + other_descriptors);
    options.max_connections = std::clamp<std::size_t>(limit - std::min(limit, other_descriptors), 1,
                                                      std::max<std::size_t>(1, options.max_connections));
}

namespace detail {

/// What a socket to listen on speaks: IPv4 or IPv6.
inline tcp_protocol protocol_of(int descriptor)
{
    ::sockaddr_storage address{};
    ::socklen_t size = sizeof address;
    if (::getsockname(descriptor, reinterpret_cast<::sockaddr*>(&address), &size) != 0)
        throw exception(error{errc::invalid_parameter_value, "The descriptor to listen on is no socket."});
    if (address.ss_family == AF_INET6)
        return tcp_protocol::v6();
    if (address.ss_family == AF_INET)
        return tcp_protocol::v4();
    throw exception(error{errc::invalid_parameter_value,
                          "The socket to listen on is neither an IPv4 nor an IPv6 one: hand over one with a TCP port, "
                          "as ListenStream=127.0.0.1:5000 of a systemd unit makes it."});
}

} // namespace detail

inline void tcp_listener::engine::bind()
{
    auto socket = options.socket ? listening_socket(options.socket->release())
                                 : listening_socket::open(options.address, options.port).value();
    acceptor.assign(detail::protocol_of(socket.descriptor()), socket.descriptor());
    socket.release();
    port = acceptor.local_endpoint().port();
    arm_signals();
    detail::error_code failed;
    acceptor.listen(boost::asio::socket_base::max_listen_connections, failed);
    if (failed)
        throw exception(detail::cannot_listen(acceptor.local_endpoint().address().to_string(), port, failed));
}

/// Who gets to know of the port may send a signal at once: it waits until the listener runs.
inline void tcp_listener::engine::arm_signals()
{
    if (!options.handle_signals)
        return;
    signals.add(SIGINT);
    signals.add(SIGTERM);
}

inline void tcp_listener::engine::start()
{
    namespace asio = boost::asio;
    if (options.handle_signals)
        asio::co_spawn(io, wait_for_signal(), asio::detached);
    asio::co_spawn(io, accept(), asio::detached);
}

/// Whatever is ready at the same time goes to the handler together. While that hangs, another thread serves whoever
/// does not wait for it.
inline void tcp_listener::engine::run()
{
    has_run = true;
    detail::stand_in other([this] {
        if (io.run_one_for(std::chrono::milliseconds(10)) != 0)
            run_ready();
        return !io.stopped();
    });
    while (io.run_one() != 0) {
        run_ready();
        // What the other thread hands over waits for a turn too.
        while (other.cover([this] { handler.turn(); })) {
        }
    }
}

/// Runs what is ready beside the first.
inline void tcp_listener::engine::run_ready()
{
    constexpr int most_at_once = 512;
    for (int count = 1; count != most_at_once && io.poll_one() != 0; ++count) {
    }
}

inline detail::task<void> tcp_listener::engine::accept()
{
    while (!stopping) {
        if (sessions.size() >= options.max_connections) {
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
    detail::http_session session(detail::timed_socket(std::move(connection)), handler, pool, bodies, options);
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
        if (first) {
            const auto under_way = requests();
            stop();
            if (options.stopping)
                options.stopping(under_way);
        } else {
            abandon();
        }
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

/// The number of those that are under way.
inline std::size_t tcp_listener::engine::requests() const
{
    return static_cast<std::size_t>(
        std::count_if(sessions.begin(), sessions.end(), [](const auto* each) { return !each->idle(); }));
}

/// Ends `run()` without waiting for what blocks.
inline void tcp_listener::engine::abandon()
{
    if (const auto cut_off = requests(); cut_off != 0 && options.abandoned)
        options.abandoned(cut_off);
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
    engine_->run();
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
