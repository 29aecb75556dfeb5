#pragma once

#include <atomic>
#include <thread>

namespace mltrack::store::relational {

/// Marks one thread at a time. Thread safety: all may ask; who sets it keeps others from setting it.
class thread_mark
{
public:
    /// Takes the mark away when it is destroyed.
    class setting
    {
    public:
        explicit setting(thread_mark& mark) noexcept : mark_(mark) { mark_.marked_ = std::this_thread::get_id(); }
        setting(const setting&) = delete;
        setting& operator=(const setting&) = delete;
        ~setting() { mark_.marked_ = std::thread::id(); }

    private:
        thread_mark& mark_;
    };

    /// Marks the calling thread.
    [[nodiscard]] setting set() noexcept { return setting(*this); }

    /// Whether the calling thread is marked.
    bool is_here() const noexcept { return marked_.load(std::memory_order_relaxed) == std::this_thread::get_id(); }

private:
    std::atomic<std::thread::id> marked_;
};

} // namespace mltrack::store::relational
