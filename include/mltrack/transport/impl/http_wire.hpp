#pragma once

#include <mltrack/transport/impl/answering/body_memory.hpp>
#include <mltrack/transport/impl/stream_ends.hpp>
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
    no_room, ///< Others take the memory for bodies.
    malformed,
    refused, ///< It was not asked for, and not sent.
    lost     ///< The connection is gone.
};

/// The bytes of one connection, under the timeouts of the options: requests in, answers out. It knows HTTP's framing
/// and nothing of what is asked. `Stream` is a `timed_socket`; tests have streams that fail.
template <class Stream>
class basic_http_wire
{
public:
    using parser = http::request_parser<http::buffer_body>;

    basic_http_wire(Stream connection, const listen_options& options);

    /// The caller's address.
    const std::string& peer() const noexcept { return peer_; }

    /// Whether bytes of the next request have come already.
    bool has_bytes() const noexcept { return buffer_.size() != 0; }

    /// Waits for the first bytes of a request; gives an error code and the number of bytes, which `took_bytes` is told.
    auto wait_for_bytes()
    {
        buffer_.shrink_to_fit();
        stream_.expires_after(options_.idle_timeout);
        return stream_.async_read_some(buffer_.prepare(4096), with_code);
    }
    void took_bytes(std::size_t count)
    {
        stream_.expires_never();
        buffer_.commit(count);
    }

    /// Sets what a header may be, and takes one that has come whole; whether it has, or cannot be any more: then
    /// `fault` says why.
    bool begin_header(parser& request, error_code& fault);

    /// Reads the rest of a header.
    task<error_code> read_header(parser& request);

    /// Takes a body of known length that has come whole with the header; whether it has. It takes no more memory than
    /// the header and it did before.
    bool take_body(parser& request, std::uint64_t limit, std::string& into);

    /// Reads the whole body.
    task<body_end> read_body(parser& request, std::uint64_t limit, body_memory::body& into);

    /// Reads what is left of a body if it is short, so that the connection can be used again.
    task<body_end> discard_body(parser& request, body_memory& memory);

    /// Reads the next bytes of the body, at least one unless it ends.
    task<body_end> read_piece(parser& request, std::span<char> into, std::size_t& length);

    /// Tells a caller that waits with its body to send it.
    task<void> invite_body(parser& request);

    /// Writes all bytes; whether it could.
    template <class Buffers>
    task<bool> send(Buffers buffers)
    {
        beast::buffers_suffix<Buffers> rest(buffers);
        rest.consume(send_now(stream_, buffers));
        while (beast::buffer_bytes(rest) != 0) {
            stream_.expires_after(options_.body_timeout);
            const auto [error, length] = co_await stream_.async_write_some(rest, with_code);
            stream_.expires_never();
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
    bool parse_header(parser& request, error_code& fault);

    Stream stream_;
    beast::flat_buffer buffer_;
    const listen_options& options_;
    std::string peer_;
};

} // namespace mltrack::transport::detail
