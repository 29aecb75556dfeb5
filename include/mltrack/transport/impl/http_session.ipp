#pragma once

#include <mltrack/transport/impl/http_session.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/read.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace mltrack::transport::detail {

namespace http = boost::beast::http;

/// Bytes that a streamed body holds in memory.
inline constexpr std::size_t piece_bytes = 256 * 1024;

/// Bytes that are read at a time from a socket.
inline constexpr std::size_t read_bytes = 64 * 1024;

/// A body that nobody asked for is read up to here, so that the connection can be used again.
inline constexpr std::uint64_t discard_limit = 64 * 1024;

/// How long a connection that is given up reads on, so that the caller gets to see why. See RFC 9112, 9.6.
inline constexpr auto linger_time = std::chrono::seconds(5);

template <class Fields>
request_head head_of(const http::header<true, Fields>& message, const std::string& peer)
{
    request_head head;
    head.method = message.method_string();
    head.target = message.target();
    head.peer = peer;
    for (const auto& field : message)
        head.headers.push_back({std::string(field.name_string()), std::string(field.value())});
    return head;
}

/// What RFC 9112 demands of a server to refuse in a header; 0 when it is right.
template <class Fields>
std::pair<int, std::string> fault_of(const http::header<true, Fields>& message)
{
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() >= 11))
        return {400, "A request has one Host header, this one has " + std::to_string(hosts) + "."};
    const auto encoding = message.find(http::field::transfer_encoding);
    if (encoding != message.end() && !beast::iequals(encoding->value(), "chunked"))
        return {501, "Of transfer encodings only chunked is known, not '" + std::string(encoding->value()) + "'."};
    return {0, {}};
}

inline http_session::http_session(tcp_protocol::socket::rebind_executor<executor>::other socket,
                                  transport::handler& handler, worker_pool& pool, const listen_options& options)
    : stream_(std::move(socket)), handler_(handler), pool_(pool), options_(options)
{
    error_code ignored;
    stream_.socket().set_option(tcp_protocol::no_delay(true), ignored);
    if (const auto peer = stream_.socket().remote_endpoint(ignored); !ignored)
        peer_ = peer.address().to_string();
}

inline task<void> http_session::run()
{
    // g++ 12 miscompiles `co_await a && co_await b`: it destroys the awaitable that was never made.
    for (bool open = true; open && !stopping_;) {
        open = co_await wait_for_request();
        if (open)
            open = co_await exchange();
    }
    error_code ignored;
    stream_.socket().shutdown(tcp_protocol::socket::shutdown_both, ignored);
}

inline void http_session::stop()
{
    stopping_ = true;
    if (idle_)
        stream_.cancel();
}

inline void http_session::close()
{
    stream_.close();
}

inline task<bool> http_session::wait_for_request()
{
    if (buffer_.size() != 0)
        co_return true;
    buffer_.shrink_to_fit();
    idle_ = true;
    stream_.expires_after(options_.idle_timeout);
    const auto [error, length] = co_await stream_.async_read_some(buffer_.prepare(4096), with_code);
    idle_ = false;
    buffer_.commit(length);
    co_return !error;
}

/// Reads one request and answers it; whether the connection can take another one.
inline task<bool> http_session::exchange()
{
    parser request;
    request.header_limit(options_.max_header_bytes);
    request.body_limit(boost::none);
    stream_.expires_after(options_.header_timeout);
    const auto [error, length] = co_await http::async_read_header(stream_, buffer_, request, with_code);
    if (error)
        co_return co_await refuse_header(error);
    if (auto [status, why] = fault_of(request.get()); status != 0)
        co_return co_await refuse(status, std::move(why));

    const request_head head = head_of(request.get(), peer_);
    plan               plan;
    try {
        plan = handler_.begin(head);
    } catch (const std::exception& fault) {
        plan = handler_.refuse(500, fault.what());
    }
    auto       end = body_end::complete;
    reply      reply = co_await answer(std::move(plan), request, end);
    const bool keep = end == body_end::complete && request.keep_alive() && !stopping_;
    const auto afterwards = !keep                           ? connection::close
                            : request.get().version() == 10 ? connection::keep_for_http_1_0
                                                            : connection::keep;
    if (end == body_end::lost)
        co_return false;
    const bool written = co_await write(reply, head.method != "HEAD", afterwards);
    if (written && end != body_end::complete)
        co_await linger();
    co_return written && keep;
}

/// Answers what is no request of the handler's, and ends the connection.
inline task<bool> http_session::refuse(int status, std::string why)
{
    reply refusal = handler_.refuse(status, std::move(why));
    const bool written = co_await write(refusal, true, connection::close);
    if (written)
        co_await linger();
    co_return false;
}

inline task<bool> http_session::refuse_header(error_code reason)
{
    if (reason == http::error::header_limit)
        co_return co_await refuse(431, "The header is longer than the " + std::to_string(options_.max_header_bytes) +
                                           " bytes that this server takes.");
    const bool lost = reason == http::error::end_of_stream || reason == http::error::partial_message;
    if (!lost && reason.category() == http::make_error_code(http::error::bad_method).category())
        co_return co_await refuse(400, "This is no HTTP request: " + reason.message() + ".");
    co_return false;
}

inline task<reply> http_session::answer(plan&& plan, parser& request, body_end& end)
{
    if (auto* body = std::get_if<take_body>(&plan))
        co_return co_await answer_body(std::move(*body), request, end);
    if (auto* upload = std::get_if<take_upload>(&plan))
        co_return co_await answer_upload(std::move(*upload), request, end);
    end = co_await discard_body(request);
    co_return std::get<reply>(std::move(plan));
}

/// Calls what gives a result on the pool; what it throws becomes its error.
template <class Work>
task<std::invoke_result_t<Work&>> http_session::attempt(Work work)
{
    try {
        co_return co_await pool_.run(std::move(work));
    } catch (const std::exception& fault) {
        co_return error{errc::internal_error, fault.what()};
    } catch (...) {
        co_return error{errc::internal_error, "An exception that is no std::exception."};
    }
}

/// Calls what gives the answer on the pool; what it throws is answered 500.
template <class Work>
task<reply> http_session::answer_with(Work work)
{
    const auto guarded = [&]() -> result<reply> { return work(); };
    auto       answer = co_await attempt(guarded);
    co_return answer ? std::move(*answer) : handler_.refuse(500, std::move(answer.error().message));
}

inline task<reply> http_session::answer_body(take_body plan, parser& request, body_end& end)
{
    std::string body;
    end = co_await read_body(request, plan.limit, body);
    if (end == body_end::too_large)
        co_return handler_.refuse(413, "The body is longer than the " + std::to_string(plan.limit) +
                                           " bytes that this server takes.");
    if (end == body_end::malformed)
        co_return handler_.refuse(400, "The body is no valid sequence of chunks.");
    if (end == body_end::lost)
        co_return reply();
    co_return co_await answer_with([&] { return plan.answer(std::move(body)); });
}

inline task<reply> http_session::answer_upload(take_upload plan, parser& request, body_end& end)
{
    auto         writer = co_await attempt(plan.open);
    result<void> outcome;
    if (writer)
        end = co_await read_upload(request, **writer, outcome);
    else
        outcome = writer.error();
    if (!outcome)
        end = co_await discard_body(request);
    if (end == body_end::malformed)
        co_return handler_.refuse(400, "The body is no valid sequence of chunks.");
    if (end == body_end::lost)
        co_return reply();
    if (outcome) {
        const auto commit = [&] { return (*writer)->commit(); };
        outcome = co_await attempt(commit);
    }
    co_return co_await answer_with([&] { return plan.finish(std::move(outcome)); });
}

inline task<http_session::body_end> http_session::read_body(parser& request, std::uint64_t limit, std::string& into)
{
    if (request.content_length().value_or(0) > limit)
        co_return body_end::too_large;
    co_await invite_body(request);
    auto end = body_end::complete;
    while (end == body_end::complete && !request.is_done()) {
        const std::size_t   used = into.size();
        const std::uint64_t expected = request.content_length_remaining().value_or(read_bytes / 4);
        const auto          room = std::min({expected, std::uint64_t(read_bytes), limit - used + 1});
        std::size_t         length = 0;
        into.resize(used + room);
        end = co_await read_piece(request, std::span(into).subspan(used), length);
        into.resize(used + length);
        if (into.size() > limit)
            end = body_end::too_large;
    }
    co_return end;
}

/// Streams a body into an artifact; `outcome` is what the artifact says.
inline task<http_session::body_end> http_session::read_upload(parser& request, artifact::writer& into,
                                                             result<void>& outcome)
{
    co_await invite_body(request);
    std::vector<char> piece(piece_bytes);
    auto              end = body_end::complete;
    while (end == body_end::complete && !request.is_done()) {
        std::size_t used = 0;
        while (end == body_end::complete && !request.is_done() && used != piece.size()) {
            std::size_t length = 0;
            end = co_await read_piece(request, std::span(piece).subspan(used), length);
            used += length;
        }
        const auto write = [&] { return into.write(std::span<const char>(piece.data(), used)); };
        outcome = co_await attempt(write);
        if (!outcome)
            break;
    }
    co_return end;
}

/// Reads what is left of a body if it is short.
inline task<http_session::body_end> http_session::discard_body(parser& request)
{
    if (beast::iequals(request.get()[http::field::expect], "100-continue") && !request.is_done())
        co_return body_end::refused;
    std::string ignored;
    co_return co_await read_body(request, discard_limit, ignored);
}

/// Reads the next bytes of the body, at least one unless it ends.
inline task<http_session::body_end> http_session::read_piece(parser& request, std::span<char> into, std::size_t& length)
{
    auto& body = request.get().body();
    body.data = into.data();
    body.size = into.size();
    if (into.size() > 4096)
        buffer_.reserve(read_bytes);
    stream_.expires_after(options_.body_timeout);
    auto [error, consumed] = co_await http::async_read_some(stream_, buffer_, request, with_code);
    length = into.size() - body.size;
    if (!error || error == http::error::need_buffer)
        co_return body_end::complete;
    const bool cut = error == http::error::partial_message || error == http::error::end_of_stream;
    co_return !cut && error.category() == http::make_error_code(http::error::bad_chunk).category() ? body_end::malformed
                                                                                                 : body_end::lost;
}

/// Tells a caller that waits with its body to send it.
inline task<void> http_session::invite_body(parser& request)
{
    if (request.is_done() || !beast::iequals(request.get()[http::field::expect], "100-continue"))
        co_return;
    constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await send(asio::const_buffer(invitation.data(), invitation.size()));
    request.get().erase(http::field::expect);
}

inline task<bool> http_session::write(reply& answer, bool with_body, connection afterwards)
{
    with_body = with_body && may_have_body(answer.status);
    const std::string                 head = response_head(answer, afterwards);
    const std::string_view            body = with_body ? std::string_view(answer.body) : std::string_view();
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head), asio::buffer(body)};
    const bool sent = co_await send(buffers);
    if (!sent || !with_body || !answer.content)
        co_return sent;
    co_return co_await write_content(answer);
}

/// Streams an artifact out. One that turns out shorter than it said ends the connection: the caller sees it cut.
inline task<bool> http_session::write_content(reply& answer)
{
    std::vector<char> piece(piece_bytes);
    for (auto left = answer.content_length; left != 0;) {
        const auto wanted = std::span(piece).first(std::min<std::uint64_t>(left, piece.size()));
        const auto read = [&] { return answer.content->read(wanted); };
        const auto length = co_await attempt(read);
        if (!length || *length == 0)
            co_return false;
        const bool sent = co_await send(asio::const_buffer(piece.data(), *length));
        if (!sent)
            co_return false;
        left -= *length;
    }
    co_return true;
}

/// Writes all bytes; whether it could.
template <class Buffers>
task<bool> http_session::send(Buffers buffers)
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

/// Closing a socket with unread bytes resets the connection, which can take the answer away from the caller.
inline task<void> http_session::linger()
{
    error_code ignored;
    stream_.socket().shutdown(tcp_protocol::socket::shutdown_send, ignored);
    buffer_.clear();
    const auto deadline = std::chrono::steady_clock::now() + linger_time;
    for (bool open = true; open;) {
        stream_.expires_at(deadline);
        const auto [error, length] = co_await stream_.async_read_some(buffer_.prepare(read_bytes), with_code);
        open = !error;
    }
}

} // namespace mltrack::transport::detail
