#pragma once

#include <mltrack/fluent/background/impl/time_limit.hpp>
#include <mltrack/fluent/impl/place.hpp>
#include <mltrack/logging/logger.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace mltrack::fluent {

/// What logs to a run in the background, once something is. Thread safety: all functions may be called at once.
class run_logger
{
public:
    /// A logger, which is not closed while this lives; or none.
    class use
    {
    public:
        use() = default;
        use(std::shared_lock<std::shared_mutex> open, logger& log) : open_(std::move(open)), log_(&log) {}

        explicit operator bool() const { return log_ != nullptr; }
        logger* operator->() const { return log_; }
        logger& operator*() const { return *log_; }

    private:
        std::shared_lock<std::shared_mutex> open_;
        logger* log_ = nullptr;
    };

    /// The logger, which is made when there is none; waits while it is paused. None when the run is not open. Throws
    /// `mltrack::exception` for a journal that cannot be opened.
    use get(const place& where, const schema::id::run& run)
    {
        for (;;) {
            for (auto count = pauses_.load(); count != 0; count = pauses_.load())
                pauses_.wait(count);
            if (auto found = try_get(where, run))
                return found;
            if (!is_open_)
                return {};
        }
    }

    /// As above, but none while it is paused.
    use try_get(const place& where, const schema::id::run& run)
    {
        for (;;) {
            std::shared_lock lock(mutex_);
            if (!may_log())
                return {};
            if (logger_)
                return {std::move(lock), *logger_};
            lock.unlock();
            make(where, run);
        }
    }

    /// Waits for the server to have what was logged; false when that is not so in time.
    bool flush(std::chrono::milliseconds timeout)
    {
        const auto here = find();
        return !here || here->flush(timeout);
    }

    bool is_needed() const { return find() != nullptr; }

    /// Whether the run is open: otherwise no logger is made, and none is given.
    void set_open(bool is_open) { is_open_ = is_open; }

    /// Has those who ask for the logger wait, until `resume` was called as often.
    void pause() { ++pauses_; }
    void resume()
    {
        --pauses_;
        pauses_.notify_all();
    }

    /// Sends what is left, until then and no longer than the logger's own `close_timeout`. What is logged later gets a
    /// logger of its own, if the run is open.
    void close(time_limit until)
    {
        std::shared_ptr<logger> ending;
        {
            const std::lock_guard lock(mutex_);
            ending = std::exchange(logger_, nullptr);
        }
        if (ending)
            ending->close(time_left(until, ending->options().close_timeout));
    }

private:
    bool may_log() const { return is_open_ && pauses_ == 0; }

    void make(const place& where, const schema::id::run& run)
    {
        const std::lock_guard lock(mutex_);
        if (logger_ || !may_log())
            return;
        // A connection of the logger's own can be interrupted when it closes; the shared one repeats calls for minutes.
        logger_ =
            where.uri.empty() ? std::make_shared<logger>(where.api, run) : std::make_shared<logger>(where.uri, run);
    }

    std::shared_ptr<logger> find() const
    {
        const std::shared_lock lock(mutex_);
        return logger_;
    }

    mutable std::shared_mutex mutex_; ///< Shared by those who log.
    std::shared_ptr<logger> logger_;
    std::atomic<bool> is_open_ = true;
    std::atomic<int> pauses_ = 0;
};

} // namespace mltrack::fluent
