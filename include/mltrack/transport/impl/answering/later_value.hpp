#pragma once

#include <mltrack/transport/handler.hpp>
#include <mltrack/transport/impl/asio_types.hpp>

#include <boost/asio/post.hpp>

#include <atomic>
#include <optional>
#include <utility>

namespace mltrack::transport::detail {

/// A value that a coroutine waits for. Thread safety: it may come on any thread, before somebody waits or after.
template <class T>
class later_value
{
public:
    /// The coroutine's executor.
    explicit later_value(executor executor) : executor_(std::move(executor)) {}

    /// Called once.
    void give(T value) noexcept
    {
        value_.emplace(std::move(value));
        meet();
    }

    /// Waits for the value; called once.
    auto arrival()
    {
        const auto initiate = [this](handler waiter) {
            waiter_.emplace(std::move(waiter));
            meet();
        };
        return asio::async_initiate<const asio::use_awaitable_t<executor>, void()>(initiate, in_coroutine);
    }

    /// The value, which has arrived.
    T take() noexcept { return std::move(*value_); }

private:
    using handler = asio::async_result<asio::use_awaitable_t<executor>, void()>::handler_type;

    /// The value and who waits for it come here; the second one wakes the coroutine.
    void meet() noexcept
    {
        if (is_one_there_.exchange(true))
            asio::post(executor_, [waiter = std::move(*waiter_)]() mutable { std::move(waiter)(); });
    }

    executor executor_;
    std::optional<T> value_;
    std::optional<handler> waiter_;
    std::atomic<bool> is_one_there_ = false;
};

/// Gives a value to a coroutine, another one when it is destroyed before: who waits is a part of the coroutine, which
/// would else keep itself alive.
template <class T>
class later_promise
{
public:
    later_promise(later_value<T>& to, T otherwise) : to_(&to), otherwise_(std::move(otherwise)) {}
    later_promise(later_promise&& other) noexcept
        : to_(std::exchange(other.to_, nullptr)), otherwise_(std::move(other.otherwise_))
    {
    }
    later_promise& operator=(later_promise&&) = delete;
    ~later_promise()
    {
        if (to_ != nullptr)
            to_->give(std::move(otherwise_));
    }

    /// Called once at most.
    void give(T value) noexcept { std::exchange(to_, nullptr)->give(std::move(value)); }

private:
    later_value<T>* to_;
    T otherwise_;
};

/// A sink that a coroutine waits at.
class later_answer final : public answer_sink, public later_value<reply>
{
public:
    using later_value::later_value;

    void answer(reply reply) noexcept override { give(std::move(reply)); }
};

} // namespace mltrack::transport::detail
