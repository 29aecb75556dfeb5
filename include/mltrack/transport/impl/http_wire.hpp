#pragma once

#include <mltrack/transport/impl/asio_types.hpp>
#include <mltrack/transport/listen_options.hpp>

#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace mltrack::transport::detail {

namespace http = boost::beast::http;

/// How reading a body ended.
enum class body_end {
    complete,
    too_large,
    malformed,
    refused, ///< It was not asked for, and not sent.
    lost     ///< The connection is gone.
};

/// The bytes of one connection, under the timeouts of the options: requests in, answers out. It knows HTTP's framing
/// and nothing of what is asked.
class http_wire
{
public:
    using socket = asio::basic_stream_socket<tcp_protocol, executor>;
    using parser = http::request_parser<http::buffer_body>;

    http_wire(socket connection, const listen_options& options);

    /// The caller's address.
    const std::string& peer() const noexcept { return peer_; }

    /// Waits for the first bytes of a request; whether they came.
    task<bool> wait_for_request();

    /// Reads a request up to its body.
    task<error_code> read_header(parser& request);

    /// Reads the whole body.
    task<body_end> read_body(parser& request, std::uint64_t limit, std::string& into);

    /// Reads what is left of a body if it is short, so that the connection can be used again.
    task<body_end> discard_body(parser& request);

    /// Reads the next bytes of the body, at least one unless it ends.
    task<body_end> read_piece(parser& request, std::span<char> into, std::size_t& length);

    /// Tells a caller that waits with its body to send it.
    task<void> invite_body(parser& request);

    /// Writes all bytes; whether it could.
    template <class Buffers>
    task<bool> send(Buffers buffers)
    {
        beast::buffers_suffix<Buffers> rest(buffers);
        while (beast::buffer_bytes(rest) != 0) {
            stream_.expires_after(options_.body_timeout);
            const auto [error, length] = co_await stream_.async_write_some(rest, with_code);
            if (error)
                co_return false;
            rest.consume(length);
        }
        co_return true;
    }

    /// Ends an exchange that left bytes unread. Closing a socket with unread bytes resets the connection, which can
    /// take the answer away from the caller; so this reads on for a while. See RFC 9112, 9.6.
    task<void> linger();

    void cancel() { stream_.cancel(); }
    void close() { stream_.close(); }
    void shut_down();

private:
    tcp_stream stream_;
    beast::flat_buffer buffer_;
    const listen_options& options_;
    std::string peer_;
};

} // namespace mltrack::transport::detail
