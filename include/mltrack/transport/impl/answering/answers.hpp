#pragma once

#include <mltrack/transport/impl/answering/later_value.hpp>
#include <mltrack/transport/impl/http_session.hpp>
#include <mltrack/transport/impl/http_wire.ipp>

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

/// @file
/// How a session comes to the answer that a handler plans.

namespace mltrack::transport::detail {

template <class Stream>
task<reply> basic_http_session<Stream>::answer(plan&& plan, parser& request, body_end& end)
{
    if (auto* body = std::get_if<take_body>(&plan))
        co_return co_await answer_body(std::move(*body), request, end);
    if (auto* upload = std::get_if<take_upload>(&plan))
        co_return co_await answer_upload(std::move(*upload), request, end);
    end = co_await wire_.discard_body(request, bodies_);
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

/// What becomes of a piece that no thread came to write.
inline result<void> stopped_upload()
{
    return error{errc::temporarily_unavailable, "the server stopped during the upload"};
}

inline constexpr const char* malformed_body = "The body is no valid sequence of chunks.";

/// Why the request cannot be answered whose body ended like this; 0 when it can.
inline std::pair<int, std::string> fault_of(body_end end, std::uint64_t limit, const listen_options& options)
{
    if (end == body_end::too_large)
        return {413, "The body is longer than the " + std::to_string(limit) + " bytes that this server takes."};
    if (end == body_end::no_room)
        return {429, "The bodies of other requests leave this one no room in the " +
                         std::to_string(options.max_body_memory) +
                         " bytes that this server has for them (--max-body-memory, or max_body_memory of its "
                         "options): try again."};
    if (end == body_end::malformed)
        return {400, malformed_body};
    return {0, {}};
}

template <class Stream>
task<reply> basic_http_session<Stream>::answer_body(take_body plan, parser& request, body_end& end)
{
    const auto limit = std::min(plan.limit, bodies_.longest_body());
    body_memory::body body(bodies_);
    end = co_await wire_.read_body(request, limit, body);
    if (auto [status, why] = fault_of(end, limit, options_); status != 0)
        co_return refused(plan.refuse, status, std::move(why));
    if (end == body_end::lost)
        co_return reply();
    co_return co_await answer_with([&] { return plan.answer(std::move(body.bytes)); }, plan.refuse);
}

template <class Stream>
task<reply> basic_http_session<Stream>::answer_later(hand_over& plan, parser& request, body_end& end)
{
    const auto limit = std::min(plan.limit, bodies_.longest_body());
    body_memory::body body(bodies_);
    if (!wire_.take_body(request, limit, body.bytes))
        end = co_await wire_.read_body(request, limit, body);
    if (auto [status, why] = fault_of(end, limit, options_); status != 0)
        co_return plan.request->refuse(status, std::move(why));
    if (end == body_end::lost)
        co_return reply();
    later_answer answer(co_await asio::this_coro::executor);
    const bool is_quick = body.bytes.size() <= plan.quick_bytes;
    const auto begin = [&]() -> result<void> {
        plan.request->begin(std::move(body.bytes), answer);
        return {};
    };
    result<void> begun;
    if (is_quick)
        begun = guarded(begin);
    else
        begun = co_await attempt(begin);
    body.give_back(); // The request bounds what waits of it.
    if (!begun)
        co_return plan.request->refuse(500, std::move(begun.error().message));
    co_await answer.arrival();
    co_return answer.take();
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
        end = co_await wire_.discard_body(request, bodies_);
    if (end == body_end::malformed)
        co_return refused(plan.refuse, 400, malformed_body);
    if (end == body_end::lost)
        co_return reply();
    if (outcome) {
        const auto commit = [&] { return (*writer)->commit(); };
        outcome = co_await attempt(commit);
    }
    co_return co_await answer_with([&] { return plan.finish(std::move(outcome)); }, plan.refuse);
}

/// Streams a body into an artifact, a piece being written while the next one comes; `outcome` is what the artifact
/// says.
template <class Stream>
task<body_end> basic_http_session<Stream>::read_upload(parser& request, artifact::writer& into, result<void>& outcome)
{
    co_await wire_.invite_body(request);
    std::vector<char> piece(artifact::piece_bytes);
    std::vector<char> next;
    std::size_t size = 0;
    auto end = co_await fill(request, piece, size);
    while (outcome && size != 0) {
        later_value<result<void>> written(co_await asio::this_coro::executor);
        pool_.start([&, promise = later_promise(written, stopped_upload())]() mutable {
            promise.give(guarded([&] { return into.write(std::span(piece).first(size)); }));
        });
        std::size_t next_size = 0;
        std::exception_ptr failure;
        try {
            next.resize(artifact::piece_bytes);
            if (end == body_end::complete)
                end = co_await fill(request, next, next_size);
        } catch (...) {
            failure = std::current_exception(); // The other thread needs what is here.
        }
        co_await written.arrival();
        if (failure)
            std::rethrow_exception(failure);
        outcome = written.take();
        std::swap(piece, next);
        size = next_size;
    }
    co_return end;
}

/// Reads the next bytes of a body, as many as fit, none at its end.
template <class Stream>
task<body_end> basic_http_session<Stream>::fill(parser& request, std::span<char> piece, std::size_t& size)
{
    auto end = body_end::complete;
    while (end == body_end::complete && !request.is_done() && size != piece.size()) {
        std::size_t length = 0;
        end = co_await wire_.read_piece(request, piece.subspan(size), length);
        size += length;
    }
    co_return end;
}

} // namespace mltrack::transport::detail
