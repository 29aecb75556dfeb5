#pragma once

#include <mltrack/transport/impl/http_wire.hpp>

#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>

#include <algorithm>
#include <string_view>

namespace mltrack::transport::detail {

/// Bytes that are read at a time from a socket.
inline constexpr std::size_t read_bytes = 64 * 1024;

/// A body that nobody asked for is read up to here, so that the connection can be used again.
inline constexpr std::uint64_t discard_limit = 64 * 1024;

/// How long a connection that is given up reads on, so that the caller gets to see why. See RFC 9112, 9.6.
inline constexpr auto linger_time = std::chrono::seconds(5);

template <class Stream>
basic_http_wire<Stream>::basic_http_wire(Stream connection, const listen_options& options)
    : stream_(std::move(connection)), options_(options), peer_(peer_of(stream_))
{
    send_at_once(stream_);
}

template <class Stream>
bool basic_http_wire<Stream>::begin_header(parser& request, error_code& fault)
{
    request.header_limit(options_.max_header_bytes);
    request.body_limit(boost::none);
    return parse_header(request, fault);
}

/// Parses what has come of a header; whether that is all, or wrong.
template <class Stream>
bool basic_http_wire<Stream>::parse_header(parser& request, error_code& fault)
{
    buffer_.consume(request.put(buffer_.data(), fault));
    if (fault == http::error::need_more)
        fault = {};
    return fault || request.is_header_done();
}

template <class Stream>
task<error_code> basic_http_wire<Stream>::read_header(parser& request)
{
    stream_.expires_after(options_.header_timeout);
    error_code fault;
    do {
        const auto [error, length] = co_await stream_.async_read_some(buffer_.prepare(4096), with_code);
        if (error)
            co_return http::make_error_code(http::error::end_of_stream);
        buffer_.commit(length);
    } while (!parse_header(request, fault));
    stream_.expires_never();
    co_return fault;
}

template <class Stream>
bool basic_http_wire<Stream>::take_body(parser& request, std::uint64_t limit, std::string& into)
{
    if (request.is_done())
        return true;
    const auto length = request.content_length_remaining();
    if (!length || *length > std::min<std::uint64_t>(limit, buffer_.size()))
        return false;
    into.resize(static_cast<std::size_t>(*length));
    auto& body = request.get().body();
    body.data = into.data();
    body.size = into.size();
    error_code ignored; // A body that is not done is read on.
    buffer_.consume(request.put(buffer_.data(), ignored));
    return request.is_done();
}

template <class Stream>
task<body_end> basic_http_wire<Stream>::read_body(parser& request, std::uint64_t limit, body_memory::body& into)
{
    const auto announced = request.content_length().value_or(0);
    if (announced > limit)
        co_return body_end::too_large;
    if (!into.has_room(announced))
        co_return body_end::no_room;
    co_await invite_body(request);
    auto end = body_end::complete;
    while (end == body_end::complete && !request.is_done()) {
        const std::size_t used = into.bytes.size();
        const std::uint64_t expected = request.content_length_remaining().value_or(read_bytes / 4);
        // One byte beyond the limit tells that the body is too long; no limit is the largest number.
        const auto allowed = limit - used == UINT64_MAX ? UINT64_MAX : limit - used + 1;
        const auto room = std::min({expected, std::uint64_t(read_bytes), allowed});
        if (!into.grow(used + room))
            co_return body_end::no_room;
        std::size_t length = 0;
        end = co_await read_piece(request, std::span(into.bytes).subspan(used), length);
        into.bytes.resize(used + length);
        if (into.bytes.size() > limit)
            end = body_end::too_large;
    }
    co_return end;
}

template <class Stream>
task<body_end> basic_http_wire<Stream>::discard_body(parser& request, body_memory& memory)
{
    if (beast::iequals(request.get()[http::field::expect], "100-continue") && !request.is_done())
        co_return body_end::refused;
    body_memory::body ignored(memory);
    co_return co_await read_body(request, discard_limit, ignored);
}

template <class Stream>
task<body_end> basic_http_wire<Stream>::read_piece(parser& request, std::span<char> into, std::size_t& length)
{
    auto& body = request.get().body();
    body.data = into.data();
    body.size = into.size();
    if (into.size() > 4096)
        buffer_.reserve(read_bytes);
    stream_.expires_after(options_.body_timeout);
    auto [error, consumed] = co_await http::async_read_some(stream_, buffer_, request, with_code);
    stream_.expires_never();
    length = into.size() - body.size;
    if (!error || error == http::error::need_buffer)
        co_return body_end::complete;
    const bool cut = error == http::error::partial_message || error == http::error::end_of_stream;
    co_return !cut && error.category() == http::make_error_code(http::error::bad_chunk).category() ? body_end::malformed
                                                                                                   : body_end::lost;
}

template <class Stream>
task<void> basic_http_wire<Stream>::invite_body(parser& request)
{
    if (request.is_done() || !beast::iequals(request.get()[http::field::expect], "100-continue"))
        co_return;
    constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await send(asio::const_buffer(invitation.data(), invitation.size()));
    request.get().erase(http::field::expect);
}

template <class Stream>
task<void> basic_http_wire<Stream>::linger()
{
    shut_down_sending(stream_);
    buffer_.clear();
    const auto deadline = std::chrono::steady_clock::now() + linger_time;
    for (bool open = true; open;) {
        stream_.expires_at(deadline);
        const auto [error, length] = co_await stream_.async_read_some(buffer_.prepare(read_bytes), with_code);
        open = !error;
    }
}

template <class Stream>
void basic_http_wire<Stream>::shut_down()
{
    shut_down_both(stream_);
}

} // namespace mltrack::transport::detail
