#pragma once

#include <mltrack/transport/impl/answering/later_answer.hpp>
#include <mltrack/transport/impl/http_session.hpp>
#include <mltrack/transport/impl/http_wire.ipp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/this_coro.hpp>
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
                                               const listen_options& options)
    : wire_(std::move(connection), options), handler_(handler), pool_(pool), options_(options)
{
}

template <class Stream>
task<void> basic_http_session<Stream>::run()
{
    // g++ 12 miscompiles `co_await a && co_await b`: it destroys the awaitable that was never made.
    for (bool open = true; open && !stopping_;) {
        idle_ = true;
        open = co_await wire_.wait_for_request();
        idle_ = false;
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
    const auto fault = co_await wire_.read_header(request);
    if (fault)
        co_return co_await refuse_header(fault);
    if (auto [status, why] = fault_of(request.get()); status != 0)
        co_return co_await refuse(status, std::move(why));

    const request_head head = head_of(request.get(), wire_.peer());
    plan plan;
    try {
        plan = handler_.begin(head);
    } catch (...) {
        plan = handler_.refuse(500, caught_error().message);
    }
    auto end = body_end::complete;
    reply reply = co_await answer(std::move(plan), request, end);
    const bool keep = end == body_end::complete && request.keep_alive() && !stopping_;
    const auto afterwards = !keep                           ? connection::close
                            : request.get().version() == 10 ? connection::keep_for_http_1_0
                                                            : connection::keep;
    if (end == body_end::lost)
        co_return false;
    const bool written = co_await write(reply, head.method != "HEAD", afterwards);
    if (written && end != body_end::complete)
        co_await wire_.linger();
    co_return written&& keep;
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
task<reply> basic_http_session<Stream>::answer(plan&& plan, parser& request, body_end& end)
{
    if (auto* body = std::get_if<take_body>(&plan))
        co_return co_await answer_body(std::move(*body), request, end);
    if (auto* later = std::get_if<hand_over>(&plan))
        co_return co_await answer_later(std::move(*later), request, end);
    if (auto* upload = std::get_if<take_upload>(&plan))
        co_return co_await answer_upload(std::move(*upload), request, end);
    end = co_await wire_.discard_body(request);
    co_return std::get<reply>(std::move(plan));
}

/// Calls what gives a result on the pool; what it throws becomes its error.
template <class Stream>
template <class Work>
task<std::invoke_result_t<Work&>> basic_http_session<Stream>::attempt(Work work)
{
    try {
        co_return co_await pool_.run(std::move(work));
    } catch (...) {
        co_return caught_error();
    }
}

/// Calls what gives a result on this thread; what it throws becomes its error.
template <class Work>
std::invoke_result_t<Work&> here(Work work)
{
    try {
        return work();
    } catch (...) {
        return caught_error();
    }
}

/// Calls what gives the answer on the pool; what it throws is answered 500.
template <class Stream>
template <class Work>
task<reply> basic_http_session<Stream>::answer_with(Work work, const refusal& refuse)
{
    const auto guarded = [&]() -> result<reply> { return work(); };
    auto answer = co_await attempt(guarded);
    co_return answer ? std::move(*answer) : refused(refuse, 500, std::move(answer.error().message));
}

template <class Stream>
reply basic_http_session<Stream>::refused(const refusal& refuse, int status, std::string why)
{
    return refuse ? refuse(status, std::move(why)) : handler_.refuse(status, std::move(why));
}

/// Reads the body that a plan asks for; gives an answer when that is not to be had.
template <class Stream>
template <class Plan>
task<std::optional<reply>> basic_http_session<Stream>::read_whole_body(const Plan& plan, parser& request, body_end& end,
                                                                       std::string& body)
{
    end = co_await wire_.read_body(request, plan.limit, body);
    if (end == body_end::too_large)
        co_return refused(plan.refuse, 413,
                          "The body is longer than the " + std::to_string(plan.limit) +
                              " bytes that this server takes.");
    if (end == body_end::malformed)
        co_return refused(plan.refuse, 400, "The body is no valid sequence of chunks.");
    if (end == body_end::lost)
        co_return reply();
    co_return std::nullopt;
}

template <class Stream>
task<reply> basic_http_session<Stream>::answer_body(take_body plan, parser& request, body_end& end)
{
    std::string body;
    auto refusal = co_await read_whole_body(plan, request, end, body);
    if (refusal)
        co_return std::move(*refusal);
    co_return co_await answer_with([&] { return plan.answer(std::move(body)); }, plan.refuse);
}

template <class Stream>
task<reply> basic_http_session<Stream>::answer_later(hand_over plan, parser& request, body_end& end)
{
    std::string body;
    auto refusal = co_await read_whole_body(plan, request, end, body);
    if (refusal)
        co_return std::move(*refusal);
    later_answer answer(co_await asio::this_coro::executor);
    const auto begin = [&]() -> result<void> {
        plan.begin(std::move(body), answer);
        return {};
    };
    result<void> begun;
    if (body.size() > plan.quick_bytes)
        begun = co_await attempt(begin);
    else
        begun = here(begin);
    if (!begun)
        co_return refused(plan.refuse, 500, std::move(begun.error().message));
    co_return co_await answer.arrival();
}

template <class Stream>
task<reply> basic_http_session<Stream>::answer_upload(take_upload plan, parser& request, body_end& end)
{
    auto writer = co_await attempt(plan.open);
    result<void> outcome;
    if (writer)
        end = co_await read_upload(request, **writer, outcome);
    else
        outcome = writer.error();
    if (!outcome)
        end = co_await wire_.discard_body(request);
    if (end == body_end::malformed)
        co_return refused(plan.refuse, 400, "The body is no valid sequence of chunks.");
    if (end == body_end::lost)
        co_return reply();
    if (outcome) {
        const auto commit = [&] { return (*writer)->commit(); };
        outcome = co_await attempt(commit);
    }
    co_return co_await answer_with([&] { return plan.finish(std::move(outcome)); }, plan.refuse);
}

/// Streams a body into an artifact; `outcome` is what the artifact says.
template <class Stream>
task<body_end> basic_http_session<Stream>::read_upload(parser& request, artifact::writer& into, result<void>& outcome)
{
    co_await wire_.invite_body(request);
    std::vector<char> piece(artifact::piece_bytes);
    auto end = body_end::complete;
    while (end == body_end::complete && !request.is_done()) {
        std::size_t used = 0;
        while (end == body_end::complete && !request.is_done() && used != piece.size()) {
            std::size_t length = 0;
            end = co_await wire_.read_piece(request, std::span(piece).subspan(used), length);
            used += length;
        }
        const auto write = [&] { return into.write(std::span<const char>(piece.data(), used)); };
        outcome = co_await attempt(write);
        if (!outcome)
            break;
    }
    co_return end;
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
