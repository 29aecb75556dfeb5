#pragma once

#include <mltrack/logging/logger.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <utility>

namespace mltrack::fluent {

/// What logs to a run in the background, once something is. Thread safety: all functions may be called at once.
class run_logger
{
public:
    /// The logger, which is made when there is none. Throws `mltrack::exception` for a journal that cannot be opened.
    std::shared_ptr<logger> get(const tracking::any_tracking_api& api, const schema::id::run& run)
    {
        const std::lock_guard lock(mutex_);
        if (!logger_)
            logger_ = std::make_shared<logger>(api, run);
        return logger_;
    }

    /// Waits for the server to have what was logged; false when that is not so in time.
    bool flush(std::chrono::milliseconds timeout)
    {
        const auto here = find();
        return !here || here->flush(timeout);
    }

    /// Sends what is left. What is logged later gets a logger of its own.
    void close()
    {
        std::shared_ptr<logger> ending;
        {
            const std::lock_guard lock(mutex_);
            ending = std::exchange(logger_, nullptr);
        }
        if (ending)
            ending->close(ending->options().close_timeout);
    }

private:
    std::shared_ptr<logger> find() const
    {
        const std::lock_guard lock(mutex_);
        return logger_;
    }

    mutable std::mutex mutex_;
    std::shared_ptr<logger> logger_;
};

} // namespace mltrack::fluent
