#pragma once

#include <mltrack/transport/impl/asio_types.hpp>
#include <mltrack/transport/load.hpp>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

#include <exception>
#include <optional>
#include <sys/resource.h>
#include <type_traits>
#include <unistd.h>
#include <utility>

namespace mltrack::transport::detail {

/// Threads for what blocks, so that a coroutine can wait for it. Its destructor waits for what is under way.
class worker_pool
{
public:
    worker_pool(std::size_t threads, transport::load& load, int niceness = 0)
        : pool_(threads), niceness_(niceness), load_(load)
    {
    }

    /// Calls `work` on one of the threads; its value, or what it throws, comes back to the caller's executor.
    /// Lifetimes: the coroutine's frame outlives the pool's destructor.
    template <class Work>
    task<std::invoke_result_t<Work&>> run(Work work)
    {
        std::optional<std::invoke_result_t<Work&>> value;
        std::exception_ptr failure;
        const auto attempt = [&] {
            try {
                value.emplace(work());
            } catch (...) {
                failure = std::current_exception();
            }
        };
        co_await post(attempt);
        if (failure)
            std::rethrow_exception(failure);
        co_return std::move(*value);
    }

    /// Calls `work`, which throws nothing, on one of the threads, and does not wait for it.
    template <class Work>
    void start(Work work)
    {
        ++load_.queued;
        try {
            asio::post(pool_, [this, work = std::move(work)]() mutable {
                lower_priority();
                --load_.queued;
                ++load_.running;
                work();
                --load_.running;
            });
        } catch (...) {
            --load_.queued;
            throw;
        }
    }

private:
    template <class Attempt>
    auto post(const Attempt& attempt)
    {
        const auto initiate = [this, &attempt](auto handler) {
            start([&attempt, handler = std::move(handler)]() mutable {
                attempt();
                const auto back = asio::get_associated_executor(handler);
                asio::post(back, std::move(handler));
            });
        };
        return asio::async_initiate<const asio::use_awaitable_t<executor>, void()>(initiate, in_coroutine);
    }

    /// What `listen_options::blocking_niceness` says, for this thread.
    void lower_priority() const noexcept
    {
#ifdef __linux__ // Elsewhere this would be the priority of the whole process.
        thread_local bool is_lowered = false;
        if (niceness_ != 0 && !std::exchange(is_lowered, true))
            ::setpriority(PRIO_PROCESS, static_cast<::id_t>(::gettid()), niceness_);
#endif
    }

    asio::thread_pool pool_;
    int niceness_;
    transport::load& load_;
};

} // namespace mltrack::transport::detail
