#pragma once

#include <mltrack/transport/event_loop.hpp>
#include <mltrack/transport/impl/event_loop_internals.hpp>

#include <boost/asio/post.hpp>

namespace mltrack::transport {

MLTRACK_DECL event_loop::event_loop() : internals_(std::make_unique<internals>()) {}

MLTRACK_DECL event_loop::~event_loop()
{
    finish();
}

MLTRACK_DECL void event_loop::post(std::function<void()> work)
{
    boost::asio::post(internals_->io, std::move(work));
}

MLTRACK_DECL std::function<void()> event_loop::after(std::chrono::milliseconds time, std::function<void()> work)
{
    const auto timer = std::make_shared<detail::timer>(internals_->io, time);
    timer->async_wait([timer, work = std::move(work)](boost::system::error_code failure) {
        if (!failure)
            work();
    });
    return [weak = std::weak_ptr(timer)] {
        if (const auto waiting = weak.lock())
            waiting->cancel();
    };
}

MLTRACK_DECL bool event_loop::is_current() const noexcept
{
    return internals_->thread.get_id() == std::this_thread::get_id();
}

MLTRACK_DECL void event_loop::finish()
{
    internals_->work.reset();
    if (internals_->thread.joinable())
        internals_->thread.join();
}

} // namespace mltrack::transport
