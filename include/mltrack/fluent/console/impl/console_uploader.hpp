#pragma once

#include <mltrack/codec/json.hpp>
#include <mltrack/fluent/background/impl/background_thread.hpp>
#include <mltrack/fluent/background/impl/time_limit.hpp>
#include <mltrack/fluent/console/impl/console_spool.hpp>
#include <mltrack/fluent/impl/environment.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace mltrack::fluent {

/// Brings what a spool keeps to the artifacts of a run, on a thread of its own.
class console_uploader : public std::enable_shared_from_this<console_uploader>
{
public:
    console_uploader(tracking::any_tracking_api api, schema::id::run run, std::shared_ptr<console_spool> spool,
                     std::chrono::milliseconds interval)
        : api_(std::move(api)), run_(std::move(run)), spool_(std::move(spool)), interval_(interval)
    {
    }

    void start()
    {
        background_thread("output is not brought to the server any more", [self = shared_from_this()] {
            self->run();
        }).detach();
    }

    /// Uploads what is left; false when the server does not have all of it in time. A call that is under way is left to
    /// itself then.
    bool finish(time_limit until)
    {
        std::unique_lock lock(mutex_);
        is_ending_ = true;
        changed_.notify_all();
        return changed_.wait_until(lock, until, [&] { return has_ended_; }) && is_complete_;
    }

private:
    void run()
    {
        std::unique_lock lock(mutex_);
        while (!has_ended_) {
            changed_.wait_until(lock, limit_in(interval_), [&] { return is_ending_; });
            const bool is_last = is_ending_;
            lock.unlock();
            const auto outcome = guarded([this] { return upload(); });
            if (!outcome && !std::exchange(has_complained_, true))
                complain("output of the run " + run_.value + " is not at the server yet", outcome.error().message);
            lock.lock();
            is_complete_ = outcome.has_value();
            has_ended_ = is_last;
        }
        changed_.notify_all();
    }

    result<void> upload()
    {
        tell_of_loss();
        const auto snapshot = spool_->waiting();
        if (snapshot.waiting.empty())
            return {};
        MLTRACK_TRY(auto artifacts, api_.try_artifacts(run_));
        for (const auto& each : snapshot.waiting) {
            MLTRACK_TRY(auto content, spool_->read(each));
            MLTRACK_CHECK(artifacts.upload_bytes(std::move(content), "console/" + each.name));
        }
        MLTRACK_CHECK(artifacts.upload_bytes(codec::json::encode(snapshot.index), "console/index.json"));
        for (const auto& each : snapshot.waiting)
            spool_->has_arrived(each);
        return {};
    }

    /// Once, while somebody can still make room; how much it was is told at the end. Not by the thread that shows what
    /// is written, as stderr may be captured.
    void tell_of_loss()
    {
        const auto lost = spool_->lost();
        if (lost.bytes == 0 || has_told_of_loss_)
            return;
        has_told_of_loss_ = true;
        complain("output of the run " + run_.value + " is shown, but cannot be kept in " + spool_->folder().string() +
                     " for its artifacts",
                 lost.why.message());
    }

    tracking::any_tracking_api api_;
    schema::id::run run_;
    std::shared_ptr<console_spool> spool_;
    std::chrono::milliseconds interval_;
    bool has_complained_ = false;
    bool has_told_of_loss_ = false;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_ending_ = false;
    bool has_ended_ = false;
    bool is_complete_ = false;
};

} // namespace mltrack::fluent
