#pragma once

#include <mltrack/transport/handler.hpp>
#include <mltrack/transport/impl/asio_types.hpp>

#include <boost/asio/post.hpp>

#include <atomic>
#include <optional>
#include <utility>

namespace mltrack::transport::detail {

/// A sink that a coroutine waits at. Thread safety: the answer may come on any thread, before somebody waits or after.
class later_answer final : public answer_sink
{
public:
    /// The coroutine's executor.
    explicit later_answer(executor executor) : executor_(std::move(executor)) {}

    void answer(reply reply) noexcept override
    {
        reply_ = std::move(reply);
        meet();
    }

    /// Waits for the answer; called once.
    auto arrival()
    {
        const auto initiate = [this](handler waiter) {
            waiter_.emplace(std::move(waiter));
            meet();
        };
        return asio::async_initiate<const asio::use_awaitable_t<executor>, void()>(initiate, in_coroutine);
    }

    /// The answer, which has arrived.
    reply take() noexcept { return std::move(reply_); }

private:
    using handler = asio::async_result<asio::use_awaitable_t<executor>, void()>::handler_type;

    /// The answer and who waits for it come here; the second one wakes the coroutine.
    void meet() noexcept
    {
        if (is_one_there_.exchange(true))
            asio::post(executor_, [waiter = std::move(*waiter_)]() mutable { std::move(waiter)(); });
    }

    executor executor_;
    reply reply_;
    std::optional<handler> waiter_;
    std::atomic<bool> is_one_there_ = false;
};

} // namespace mltrack::transport::detail
