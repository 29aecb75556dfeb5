#pragma once

#include <mltrack/server/background.hpp>

#include <mutex>
#include <thread>
#include <utility>

namespace mltrack::serving {

class background::link
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

struct background::parts
{
    std::shared_ptr<link> stop;
    std::thread thread;
    bool started = false;
};

MLTRACK_DECL background::background(std::function<void()> stop) : parts_(std::make_unique<parts>())
{
    parts_->stop = std::make_shared<link>(std::move(stop));
}

MLTRACK_DECL background::~background()
{
    parts_->stop->call();
    parts_->stop->cut();
    if (parts_->thread.get_id() == std::this_thread::get_id())
        parts_->thread.detach(); // What the run completes with ends the server: it has run.
    else if (parts_->thread.joinable())
        parts_->thread.join();
}

MLTRACK_DECL bool background::start(std::function<void()> run, std::function<void(result<void>)> done)
{
    if (std::exchange(parts_->started, true))
        return false;
    parts_->thread = std::thread([run = std::move(run), done = std::move(done)] {
        done(guarded([&]() -> result<void> {
            run();
            return {};
        }));
    });
    return true;
}

MLTRACK_DECL std::function<void()> background::stopper() const
{
    return [stop = parts_->stop] { stop->call(); };
}

} // namespace mltrack::serving
