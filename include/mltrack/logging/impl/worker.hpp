#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <thread>
#include <utility>

namespace mltrack::logging {

/// A thread with work that ends when it is told to, unless the system holds it up. Thread safety: one thread at a time.
class worker
{
public:
    /// No work.
    worker() = default;

    /// Begins the work, which throws nothing and owns what it needs. Throws `std::system_error` without a thread.
    explicit worker(std::function<void()> work)
    {
        std::packaged_task<void()> task(std::move(work));
        ended_ = task.get_future();
        thread_ = std::thread(std::move(task));
    }

    /// Waits until the work is done. False when it is not by then: it is left to itself. There is nothing to wait for
    /// after that.
    bool end_by(std::chrono::steady_clock::time_point end)
    {
        if (!thread_.joinable())
            return true;
        const bool is_done = ended_.wait_until(end) == std::future_status::ready;
        is_done ? thread_.join() : thread_.detach();
        return is_done;
    }

private:
    std::future<void> ended_;
    std::thread thread_;
};

} // namespace mltrack::logging
