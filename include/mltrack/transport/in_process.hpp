#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace mltrack::transport {

class handler;
struct listen_options;
struct load;

/// Opens no socket: clients of the same program call the server's `handler()` on their own threads.
class in_process_listener
{
public:
    /// Of the options nothing applies; they are there so that all listeners are made alike.
    in_process_listener(transport::handler&, transport::load&, const listen_options&) {}

    /// Blocks until `stop()`. Clients are answered whether it runs or not.
    void run()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return stopped_; });
    }

    /// Makes `run()` return. Thread safety: any thread.
    void stop()
    {
        std::lock_guard lock(mutex_);
        stopped_ = true;
        changed_.notify_all();
    }

    /// 0: there is no port.
    std::uint16_t port() const noexcept { return 0; }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopped_ = false;
};

/// A server and its clients in one program, without a socket.
struct in_process
{
    using listener = in_process_listener;
};

} // namespace mltrack::transport
