#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace mltrack::transport::detail {

/// A thread that does the work of another one while that is held up, so that only one of them works at a time. The
/// other one pays a few atomic operations a step. Where it is idle, both sleep.
class stand_in
{
public:
    /// `work` does a little of it, within some milliseconds, and says whether there may be more to do. A step that
    /// takes twice the `patience` has been noticed.
    /// Errors: throws `std::system_error` when no thread can be made.
    explicit stand_in(std::function<bool()> work, std::chrono::milliseconds patience = std::chrono::milliseconds(50))
        : work_(std::move(work)), patience_(patience), thread_([this] { run(); })
    {
    }

    ~stand_in()
    {
        {
            const std::lock_guard held(mutex_);
            is_ended_ = true;
            changed_.notify_all();
        }
        thread_.join();
    }

    stand_in(const stand_in&) = delete;
    stand_in& operator=(const stand_in&) = delete;

    /// Calls `step`, which throws nothing. When it takes long, `work` is called on the other thread meanwhile, never
    /// beside what the caller does afterwards. Whether that was so. Throws what `work` threw. To be called by one
    /// thread.
    template <class Step>
    bool cover(Step step)
    {
        steps_.store(steps_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
        place_ = place::left;
        if (is_asleep_)
            wake();
        step();
        auto left = place::left;
        if (place_.compare_exchange_strong(left, place::held))
            return false;
        take_back();
        return true;
    }

    /// Whether it waits for the next step, since there was none for a while.
    bool is_asleep() const noexcept { return is_asleep_; }

private:
    /// Who works.
    enum class place {
        held,   ///< The caller.
        left,   ///< Nobody: the caller is at its step.
        taken,  ///< The thread.
        wanted, ///< The thread, which shall give it back.
    };

    using lock = std::unique_lock<std::mutex>;

    void wake()
    {
        const std::lock_guard held(mutex_);
        is_asleep_ = false;
        changed_.notify_all();
    }

    void take_back()
    {
        lock held(mutex_);
        place_ = place::wanted;
        changed_.notify_all();
        changed_.wait(held, [this] { return place_ == place::held; });
        if (const auto failure = std::exchange(failure_, nullptr))
            std::rethrow_exception(failure);
    }

    void run()
    {
        lock held(mutex_);
        for (std::uint64_t seen = 0; !is_ended_;) {
            changed_.wait_for(held, patience_, [this] { return is_ended_; });
            const auto steps = steps_.load();
            auto left = place::left;
            if (steps != std::exchange(seen, steps))
                continue;
            if (place_.compare_exchange_strong(left, place::taken))
                fill_in(held);
            else
                sleep(held);
        }
    }

    /// Works until the caller is back.
    void fill_in(lock& held)
    {
        while (place_ != place::wanted) {
            held.unlock();
            const bool is_more = attempt();
            held.lock();
            if (!is_more)
                changed_.wait(held, [this] { return place_ == place::wanted; });
        }
        place_ = place::held;
        changed_.notify_all();
    }

    bool attempt() noexcept
    {
        try {
            return work_();
        } catch (...) {
            failure_ = std::current_exception();
            return false;
        }
    }

    /// Waits for the next step.
    void sleep(lock& held)
    {
        is_asleep_ = true;
        if (place_ == place::left) // The caller may not have seen it.
            is_asleep_ = false;
        changed_.wait(held, [this] { return is_ended_ || !is_asleep_; });
    }

    const std::function<bool()> work_;
    const std::chrono::milliseconds patience_;
    std::atomic<place> place_ = place::held;
    std::atomic<std::uint64_t> steps_ = 0;
    std::atomic<bool> is_asleep_ = false;
    std::mutex mutex_; ///< Guards all below, and what is waited for.
    std::condition_variable changed_;
    std::exception_ptr failure_;
    bool is_ended_ = false;
    std::thread thread_;
};

} // namespace mltrack::transport::detail
