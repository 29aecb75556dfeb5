#pragma once

#include <mltrack/config.hpp>
#include <mltrack/logging/options.hpp>

#include <atomic>
#include <string>
#include <string_view>
#include <utility>

namespace mltrack::logging {

/// Tells people of what went wrong in the background. Thread safety: all functions from any thread.
class reporter
{
public:
    /// As the options say. All that it tells begins with whom it is about, as `run 0d…`.
    reporter(const logger_options& options, std::string subject)
        : subject_(std::move(subject)), on_error_(options.on_error), use_stderr_(options.use_stderr)
    {
    }

    /// Tells of an error: the callback of each, stderr of the first.
    MLTRACK_DECL void report(const error& what) noexcept;

    /// From here on no error is told.
    void silence() noexcept { is_silent_.store(true); }

    /// Writes a line on stderr, unless the options forbid it.
    MLTRACK_DECL void say(std::string_view line) const noexcept;

private:
    const std::string subject_;
    std::function<void(const error&)> on_error_;
    bool use_stderr_;
    std::atomic<bool> told_ = false;
    std::atomic<bool> is_silent_ = false;
};

} // namespace mltrack::logging

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/logging/impl/reporter.ipp>
#endif
