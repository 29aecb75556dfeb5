#pragma once

#include <mltrack/transport/impl/answering/answers.hpp>
#include <mltrack/transport/impl/http_session.hpp>
#include <mltrack/transport/impl/http_wire.ipp>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace mltrack::transport::detail {

namespace http = boost::beast::http;

template <class Fields>
request_head head_of(const http::header<true, Fields>& message, const std::string& peer)
{
    request_head head;
    head.method = message.method_string();
    head.target = message.target();
    head.peer = peer;
    head.headers.reserve(static_cast<std::size_t>(std::distance(message.begin(), message.end())));
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

template <class Stream>
basic_http_session<Stream>::basic_http_session(Stream connection, transport::handler& handler, worker_pool& pool,
                                               body_memory& bodies, const listen_options& options)
    : wire_(std::move(connection), options), handler_(handler), pool_(pool), bodies_(bodies), options_(options)
{
}

template <class Stream>
task<void> basic_http_session<Stream>::run()
{
    // g++ 12 miscompiles `co_await a && co_await b`: it destroys the awaitable that was never made.
    for (bool open = true; open && !stopping_;) {
        if (!wire_.has_bytes()) {
            idle_ = true;
            const auto [error, count] = co_await wire_.wait_for_bytes();
            idle_ = false;
            wire_.took_bytes(count);
            open = !error;
        }
        if (open)
            open = co_await exchange();
    }
    wire_.shut_down();
}

template <class Stream>
void basic_http_session<Stream>::stop()
{
    stopping_ = true;
    if (idle_)
        wire_.cancel();
}

template <class Stream>
void basic_http_session<Stream>::close()
{
    wire_.close();
}

/// Reads one request and answers it; whether the connection can take another one.
template <class Stream>
task<bool> basic_http_session<Stream>::exchange()
{
    parser request;
    error_code fault;
    if (!wire_.begin_header(request, fault))
        fault = co_await wire_.read_header(request);
    if (fault)
        co_return co_await refuse_header(fault);
    if (auto [status, why] = fault_of(request.get()); status != 0)
        co_return co_await refuse(status, std::move(why));

    plan plan = begin(request);
    auto end = body_end::complete;
    reply reply;
    if (auto* later = std::get_if<hand_over>(&plan))
        reply = co_await answer_later(*later, request, end);
    else
        reply = co_await answer(std::move(plan), request, end);
    const bool keep = end == body_end::complete && request.keep_alive() && !stopping_;
    const auto afterwards = !keep                           ? connection::close
                            : request.get().version() == 10 ? connection::keep_for_http_1_0
                                                            : connection::keep;
    if (end == body_end::lost)
        co_return false;
    const bool written = co_await write(reply, request.get().method() != http::verb::head, afterwards);
    if (written && end != body_end::complete)
        co_await wire_.linger();
    co_return written ? keep : false;
}

/// What the handler plans for a request; what it throws is answered 500.
template <class Stream>
plan basic_http_session<Stream>::begin(const parser& request)
{
    try {
        return handler_.begin(head_of(request.get(), wire_.peer()));
    } catch (...) {
        return handler_.refuse(500, caught_error().message);
    }
}

/// Answers what is no request of the handler's, and ends the connection.
template <class Stream>
task<bool> basic_http_session<Stream>::refuse(int status, std::string why)
{
    reply refusal = handler_.refuse(status, std::move(why));
    const bool written = co_await write(refusal, true, connection::close);
    if (written)
        co_await wire_.linger();
    co_return false;
}

template <class Stream>
task<bool> basic_http_session<Stream>::refuse_header(error_code reason)
{
    if (reason == http::error::header_limit)
        co_return co_await refuse(431, "The header is longer than the " + std::to_string(options_.max_header_bytes) +
                                           " bytes that this server takes.");
    const bool lost = reason == http::error::end_of_stream || reason == http::error::partial_message;
    if (!lost && reason.category() == http::make_error_code(http::error::bad_method).category())
        co_return co_await refuse(400, "This is no HTTP request: " + reason.message() + ".");
    co_return false;
}

template <class Stream>
task<bool> basic_http_session<Stream>::write(reply& answer, bool with_body, connection afterwards)
{
    with_body = with_body && may_have_body(answer.status);
    const std::string head = response_head(answer, afterwards);
    const std::string_view body = with_body ? std::string_view(answer.body) : std::string_view();
    const std::array<asio::const_buffer, 2> buffers = {asio::buffer(head), asio::buffer(body)};
    const bool sent = co_await wire_.send(buffers);
    if (!sent || !with_body || !answer.content)
        co_return sent;
    co_return co_await write_content(answer);
}

/// Streams an artifact out. One that turns out shorter than it said ends the connection: the caller sees it cut.
template <class Stream>
task<bool> basic_http_session<Stream>::write_content(reply& answer)
{
    std::vector<char> piece(artifact::piece_bytes);
    for (auto left = answer.content_length; left != 0;) {
        const auto wanted = std::span(piece).first(std::min<std::uint64_t>(left, piece.size()));
        const auto read = [&] { return answer.content->read(wanted); };
        const auto length = co_await attempt(read);
        if (!length || *length == 0)
            co_return false;
        const bool sent = co_await wire_.send(asio::const_buffer(piece.data(), *length));
        if (!sent)
            co_return false;
        left -= *length;
    }
    co_return true;
}

} // namespace mltrack::transport::detail
