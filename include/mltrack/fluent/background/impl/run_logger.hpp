#pragma once

#include <mltrack/fluent/impl/place.hpp>
#include <mltrack/logging/logger.hpp>

#include <algorithm>
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
    std::shared_ptr<logger> get(const place& where, const schema::id::run& run)
    {
        const std::lock_guard lock(mutex_);
        // A connection of the logger's own can be interrupted when it closes; the shared one repeats calls for minutes.
        if (!logger_)
            logger_ =
                where.uri.empty() ? std::make_shared<logger>(where.api, run) : std::make_shared<logger>(where.uri, run);
        return logger_;
    }

    /// Waits for the server to have what was logged; false when that is not so in time.
    bool flush(std::chrono::milliseconds timeout)
    {
        const auto here = find();
        return !here || here->flush(timeout);
    }

    bool is_needed() const { return find() != nullptr; }

    /// Sends what is left, for at most this time and no longer than the logger's own `close_timeout`. What is logged
    /// later gets a logger of its own.
    void close(std::chrono::milliseconds longest = std::chrono::milliseconds::max())
    {
        std::shared_ptr<logger> ending;
        {
            const std::lock_guard lock(mutex_);
            ending = std::exchange(logger_, nullptr);
        }
        if (ending)
            ending->close(std::min(longest, ending->options().close_timeout));
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
