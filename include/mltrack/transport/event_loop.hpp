#pragma once

#include <mltrack/config.hpp>

#include <chrono>
#include <functional>
#include <memory>

namespace mltrack::transport {

/// A thread that waits for sockets and timers and calls back when they are ready. What it calls may not block.
class event_loop
{
public:
    event_loop();
    ~event_loop();
    event_loop(const event_loop&) = delete;
    event_loop& operator=(const event_loop&) = delete;

    /// Calls `work` on the loop's thread. Thread safety: any thread.
    void post(std::function<void()> work);

    /// Calls `work` on the loop's thread when the time is over, unless the function that it returns is called before;
    /// both on the loop's thread only.
    std::function<void()> after(std::chrono::milliseconds time, std::function<void()> work);

    /// Whether the caller is on the loop's thread.
    bool is_current() const noexcept;

    /// Blocks until nothing is left to do and ends the thread. Not on the loop's thread.
    void finish();

    struct internals;

    /// What the sockets of this library need of it.
    internals& inside() noexcept { return *internals_; }

private:
    std::unique_ptr<internals> internals_;
};

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/impl/event_loop.ipp>
#endif
