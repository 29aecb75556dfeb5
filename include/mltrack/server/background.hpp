#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/server/guarded.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace mltrack::serving {

/// The thread on which a server runs once, and a way to stop it that may outlive it.
class background
{
public:
    explicit background(std::function<void()> stop) : stop_(std::make_shared<link>(std::move(stop))) {}

    /// Stops the server and waits for its thread.
    ~background()
    {
        stop_->call();
        stop_->cut();
        if (thread_.get_id() == std::this_thread::get_id())
            thread_.detach(); // What the run completes with ends the server: it has run.
        else if (thread_.joinable())
            thread_.join();
    }

    background(const background&) = delete;
    background& operator=(const background&) = delete;

    /// Calls `run` and then `done` with the outcome, on the thread. False when there was a start before: then nothing
    /// is called.
    bool start(std::function<void()> run, std::function<void(result<void>)> done)
    {
        if (std::exchange(started_, true))
            return false;
        thread_ = std::thread([run = std::move(run), done = std::move(done)] {
            done(guarded([&]() -> result<void> {
                run();
                return {};
            }));
        });
        return true;
    }

    /// Stops the server; does nothing once this object is gone. Thread safety: any thread.
    std::function<void()> stopper() const
    {
        return [stop = stop_] { stop->call(); };
    }

private:
    class link
    {
    public:
        explicit link(std::function<void()> stop) : stop_(std::move(stop)) {}

        void call()
        {
            std::lock_guard lock(mutex_);
            if (stop_)
                stop_();
        }

        void cut()
        {
            std::lock_guard lock(mutex_);
            stop_ = nullptr;
        }

    private:
        std::mutex mutex_;
        std::function<void()> stop_;
    };

    std::shared_ptr<link> stop_;
    std::thread thread_;
    bool started_ = false;
};

} // namespace mltrack::serving
