#pragma once

#include <mltrack/transport/impl/asio_types.hpp>
#include <mltrack/transport/impl/timed_socket.hpp>

#include <concepts>
#include <cstddef>
#include <string>

/// @file
/// What connections do with a stream that is a socket, besides reading and writing. A stream of another type has
/// functions of these names beside it, and `expires_after`, `expires_at`, `expires_never`, `cancel` and `close`.

namespace mltrack::transport::detail {

/// A stream that is a socket.
template <class Stream>
concept socket_stream = std::same_as<Stream, tcp_stream> || std::same_as<Stream, timed_socket>;

/// Has small messages sent at once.
template <socket_stream Stream>
void send_at_once(Stream& stream)
{
    error_code ignored;
    stream.socket().set_option(tcp_protocol::no_delay(true), ignored);
}

/// Sends what the system takes without waiting; how many bytes that was. What fails, a later operation tells.
template <class Buffers>
std::size_t send_now(timed_socket& stream, const Buffers& buffers)
{
    error_code failure;
    if (!stream.socket().non_blocking())
        stream.socket().non_blocking(true, failure);
    const auto sent = failure ? 0 : stream.socket().write_some(buffers, failure);
    return failure ? 0 : sent;
}

/// The address at the other end; empty when it is gone.
template <socket_stream Stream>
std::string peer_of(Stream& stream)
{
    error_code failed;
    const auto peer = stream.socket().remote_endpoint(failed);
    return failed ? std::string() : peer.address().to_string();
}

/// Tells the other end that nothing more comes.
template <socket_stream Stream>
void shut_down_sending(Stream& stream)
{
    error_code ignored;
    stream.socket().shutdown(asio::socket_base::shutdown_send, ignored);
}

/// Ends both directions.
template <socket_stream Stream>
void shut_down_both(Stream& stream)
{
    error_code ignored;
    stream.socket().shutdown(asio::socket_base::shutdown_both, ignored);
}

} // namespace mltrack::transport::detail
