#pragma once

#include <mltrack/logging/reporter.hpp>

#include <string>
#include <unistd.h>

namespace mltrack::logging {

MLTRACK_DECL void reporter::report(const error& what) noexcept
{
    if (is_silent_.load())
        return;
    try {
        if (!told_.exchange(true))
            say(what.message + " (later errors of this logger are counted, not printed)");
        if (on_error_)
            on_error_({what.code, subject_ + ": " + what.message});
    } catch (...) {
        // Training goes on, whatever a callback does or memory lacks.
        return;
    }
}

MLTRACK_DECL void reporter::say(std::string_view line) const noexcept
{
    if (!use_stderr_)
        return;
    try {
        const auto text = "mltrack: " + subject_ + ": " + std::string(line) + '\n';
        // One write, so that lines of several threads do not mix; where it does not go to, nobody can be told.
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    } catch (...) {
        return;
    }
}

} // namespace mltrack::logging
