#pragma once

#include <mltrack/transport/impl/asio_types.hpp>

#include <chrono>
#include <memory>
#include <utility>

namespace mltrack::transport::detail {

/// A connected socket whose operation is cut off when its time is over. A timer that was set goes on when the time is
/// put off, and looks again when it fires: most operations end long before, and pay for a look at the clock only.
class timed_socket
{
public:
    using socket_type = asio::basic_stream_socket<tcp_protocol, executor>;
    using executor_type = executor;
    using clock = std::chrono::steady_clock;

    explicit timed_socket(socket_type socket) : state_(std::make_shared<state>(std::move(socket))) {}

    executor_type get_executor() noexcept { return state_->socket.get_executor(); }
    socket_type& socket() noexcept { return state_->socket; }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return state_->socket.async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return state_->socket.async_write_some(buffers, std::forward<Token>(token));
    }

    /// When the next operation is cut off.
    void expires_after(clock::duration time) { expires_at(clock::now() + time); }
    void expires_at(clock::time_point time)
    {
        state_->deadline = time;
        if (time < state_->looks_at)
            look_later(state_);
    }

    /// The operation is over.
    void expires_never() noexcept { state_->deadline = clock::time_point::max(); }

    void cancel()
    {
        error_code ignored;
        state_->socket.cancel(ignored);
    }

    void close()
    {
        error_code ignored;
        state_->socket.close(ignored);
    }

private:
    struct state
    {
        explicit state(socket_type given) : socket(std::move(given)), timer(socket.get_executor()) {}

        socket_type socket;
        detail::timer timer;
        clock::time_point deadline = clock::time_point::max();
        clock::time_point looks_at = clock::time_point::max(); ///< When the timer fires.
    };

    static void look_later(const std::shared_ptr<state>& at)
    {
        at->looks_at = at->deadline;
        at->timer.expires_at(at->deadline);
        at->timer.async_wait([weak = std::weak_ptr(at)](error_code cancelled) {
            if (const auto held = weak.lock(); held && !cancelled)
                look(held);
        });
    }

    static void look(const std::shared_ptr<state>& at)
    {
        at->looks_at = clock::time_point::max();
        error_code ignored;
        if (at->deadline <= clock::now())
            at->socket.close(ignored);
        else if (at->deadline != clock::time_point::max())
            look_later(at);
    }

    std::shared_ptr<state> state_;
};

} // namespace mltrack::transport::detail
