#pragma once

#include <mltrack/transport/impl/asio_types.hpp>

#include <string>

/// @file
/// What connections do with a stream that is a socket, besides reading and writing. A stream of another type has
/// functions of these names beside it, and `expires_after`, `expires_at`, `cancel` and `close`.

namespace mltrack::transport::detail {

/// Has small messages sent at once.
inline void send_at_once(tcp_stream& stream)
{
    error_code ignored;
    stream.socket().set_option(tcp_protocol::no_delay(true), ignored);
}

/// The address at the other end; empty when it is gone.
inline std::string peer_of(tcp_stream& stream)
{
    error_code failed;
    const auto peer = stream.socket().remote_endpoint(failed);
    return failed ? std::string() : peer.address().to_string();
}

/// Tells the other end that nothing more comes.
inline void shut_down_sending(tcp_stream& stream)
{
    error_code ignored;
    stream.socket().shutdown(asio::socket_base::shutdown_send, ignored);
}

/// Ends both directions.
inline void shut_down_both(tcp_stream& stream)
{
    error_code ignored;
    stream.socket().shutdown(asio::socket_base::shutdown_both, ignored);
}

} // namespace mltrack::transport::detail
