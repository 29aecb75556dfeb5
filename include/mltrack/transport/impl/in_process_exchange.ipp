#pragma once

#include <mltrack/artifact/copy.hpp>
#include <mltrack/transport/in_process_exchange.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace mltrack::transport {
namespace detail {

/// As many bytes of a reader as an answer says that it has.
inline result<void> take_content(reply& answer, const std::function<result<void>(std::span<const char>)>& take)
{
    std::vector<char> piece(artifact::piece_bytes);
    for (auto left = answer.content_length; left != 0;) {
        const auto wanted = std::min<std::uint64_t>(left, piece.size());
        MLTRACK_TRY(const auto count, answer.content->read({piece.data(), static_cast<std::size_t>(wanted)}));
        if (count == 0)
            return error{errc::temporarily_unavailable, "the artifact ended before its length"};
        MLTRACK_CHECK(take({piece.data(), count}));
        left -= count;
    }
    return {};
}

/// The answer with its body where the request wants it.
inline result<response> deliver(reply answer, const outgoing& request)
{
    response given{answer.status, std::move(answer.headers), std::move(answer.body)};
    if (!request.download || given.status / 100 != 2) {
        if (answer.content)
            MLTRACK_CHECK(take_content(answer, [&](std::span<const char> bytes) {
                given.body.append(bytes.data(), bytes.size());
                return result<void>();
            }));
        return given;
    }
    MLTRACK_TRY(const auto target, request.download());
    MLTRACK_CHECK(target->write(given.body));
    if (answer.content)
        MLTRACK_CHECK(take_content(answer, [&](std::span<const char> bytes) { return target->write(bytes); }));
    MLTRACK_CHECK(target->commit());
    given.body.clear();
    return given;
}

/// A sink that a thread waits at.
class awaited_answer final : public answer_sink
{
public:
    void answer(reply reply) noexcept override
    {
        const std::lock_guard lock(mutex_);
        reply_ = std::move(reply);
        arrived_.notify_one();
    }

    reply wait()
    {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [this] { return reply_.has_value(); });
        return std::move(*reply_);
    }

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::optional<reply> reply_;
};

/// What becomes of a request once the handler has seen its head.
struct plan_follower
{
    transport::handler& handler;
    const outgoing& request;

    result<reply> operator()(reply answer) const { return answer; }

    result<reply> operator()(const take_body& plan) const
    {
        MLTRACK_CHECK(check_size(plan.limit));
        return plan.answer(request.body);
    }

    result<reply> operator()(const hand_over& plan) const
    {
        MLTRACK_CHECK(check_size(plan.limit));
        awaited_answer answer;
        plan.request->begin(request.body, answer);
        handler.turn();
        return answer.wait();
    }

    result<void> check_size(std::uint64_t limit) const
    {
        if (request.body.size() <= limit)
            return {};
        return error{errc::request_too_large, "The request's body of " + std::to_string(request.body.size()) +
                                                  " bytes is larger than the server's limit of " +
                                                  std::to_string(limit)};
    }

    result<reply> operator()(const take_upload& plan) const { return plan.finish(upload(plan)); }

    result<void> upload(const take_upload& plan) const
    {
        MLTRACK_TRY(const auto target, plan.open());
        if (request.upload) {
            MLTRACK_CHECK(request.upload->seek(0));
            MLTRACK_CHECK(artifact::copy(*request.upload, *target));
        } else {
            MLTRACK_CHECK(target->write(request.body));
        }
        return target->commit();
    }
};

inline result<response> ask(transport::handler& handler, const outgoing& request)
{
    try {
        auto head = request.head;
        head.in_process = true;
        MLTRACK_TRY(auto answer, std::visit(plan_follower{handler, request}, handler.begin(std::move(head))));
        return deliver(std::move(answer), request);
    } catch (...) {
        return error{errc::internal_error, "the server's handler threw: " + caught_error().message};
    }
}

} // namespace detail

class in_process_exchange::engine
{
public:
    engine(event_loop& loop, transport::handler& handler, exchange_options options)
        : loop_(loop), handler_(handler), pool_(options.max_connections)
    {
    }

    std::function<void()> send(std::shared_ptr<const outgoing> request, completion done)
    {
        const auto shared = std::make_shared<completion>(std::move(done));
        boost::asio::post(
            pool_, [this, request = std::move(request), shared] { finish(shared, detail::ask(handler_, *request)); });
        return [this, shared] { finish(shared, error{errc::cancelled, "The request was cancelled"}); };
    }

    void wait() { pool_.join(); }

    const std::string name = "the server in this program";

private:
    /// The first to come completes the request, the other finds nothing to call.
    void finish(const std::shared_ptr<completion>& done, result<response> outcome)
    {
        loop_.post([done, outcome = std::move(outcome)]() mutable {
            if (const auto each = std::exchange(*done, nullptr))
                each(std::move(outcome));
        });
    }

    event_loop& loop_;
    transport::handler& handler_;
    boost::asio::thread_pool pool_;
};

MLTRACK_DECL in_process_exchange::in_process_exchange(event_loop& loop, transport::handler& handler,
                                                      exchange_options options)
    : engine_(std::make_unique<engine>(loop, handler, options))
{
}

MLTRACK_DECL in_process_exchange::~in_process_exchange()
{
    engine_->wait();
}

MLTRACK_DECL std::function<void()> in_process_exchange::send(std::shared_ptr<const outgoing> request, completion done)
{
    return engine_->send(std::move(request), std::move(done));
}

MLTRACK_DECL const std::string& in_process_exchange::address() const noexcept
{
    return engine_->name;
}

} // namespace mltrack::transport
