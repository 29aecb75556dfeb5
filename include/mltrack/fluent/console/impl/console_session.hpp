#pragma once

#include <mltrack/fluent/background/impl/companions.hpp>
#include <mltrack/fluent/console/capture_console.hpp>
#include <mltrack/fluent/console/impl/console_tee.hpp>
#include <mltrack/fluent/console/impl/console_uploader.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <unistd.h>
#include <utility>

namespace mltrack::fluent {

/// The process that captures its console; there is one console.
inline std::atomic<::pid_t>& capturing_process()
{
    static std::atomic<::pid_t> process = 0;
    return process;
}

/// A capture, from the descriptors to the server. `capturing_process` is this one while it lasts.
class console_session final : public companion
{
public:
    console_session(tracking::any_tracking_api api, const schema::id::run& run, const console_options& options,
                    console_index before)
        : run_(run), timeout_(options.close_timeout),
          spool_(std::make_shared<console_spool>(options.file_bytes, std::move(before))),
          uploader_(std::make_shared<console_uploader>(std::move(api), run, spool_, options.upload_interval))
    {
        std::vector<int> descriptors;
        if (options.standard_output)
            descriptors.push_back(STDOUT_FILENO);
        if (options.standard_error)
            descriptors.push_back(STDERR_FILENO);
        try {
            tee_ = console_tee::start(descriptors, [spool = spool_](std::string_view bytes) noexcept {
                spool->append(bytes, schema::unix_ms::now());
            });
            uploader_->start();
        } catch (...) {
            if (tee_)
                tee_->finish(limit_in(timeout_));
            spool_->discard();
            throw;
        }
    }

    void stop(time_limit until) noexcept override
    {
        if (process_ != ::getpid())
            return;
        const std::lock_guard lock(stopping_);
        if (std::exchange(has_stopped_, true))
            return;
        try {
            finish(std::min(until, limit_in(timeout_)));
        } catch (const std::exception& fault) {
            complain("the console of the run " + run_.value + " could not be kept: " + fault.what());
        }
        capturing_process() = 0;
    }

private:
    void finish(time_limit until)
    {
        const bool is_all = tee_->finish(until);
        if (uploader_->finish(until) && is_all)
            spool_->discard();
        else
            complain("the server does not have all output of the run " + run_.value +
                     "; what it lacks is in the files of " + spool_->folder().string() +
                     ": log_artifacts takes them into 'console'");
        if (const auto lost = spool_->lost(); lost.bytes != 0)
            complain(std::to_string(lost.bytes) + " bytes of output of the run " + run_.value +
                         " are only where they were shown, as they could not be written to " +
                         spool_->folder().string(),
                     lost.why.message());
    }

    schema::id::run run_;
    std::chrono::milliseconds timeout_;
    std::shared_ptr<console_spool> spool_;
    std::shared_ptr<console_uploader> uploader_;
    std::shared_ptr<console_tee> tee_;
    ::pid_t process_ = ::getpid();
    std::mutex stopping_;
    bool has_stopped_ = false;
};

} // namespace mltrack::fluent
