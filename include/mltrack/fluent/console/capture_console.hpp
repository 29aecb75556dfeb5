#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <chrono>
#include <cstdint>
#include <memory>

/// @file
/// What the program and its children write to stdout and stderr, as artifacts of a run (docs/system-metrics.md):
///
///     auto run = mltrack::start_run();
///     const auto console = mltrack::capture_console(run.id());

namespace mltrack {

namespace fluent {
struct companion;
}

/// How a console is captured.
struct console_options
{
    bool standard_output = true; ///< Whether stdout is captured.
    bool standard_error = true;  ///< Whether stderr is.

    /// The size, in bytes, from which on a file ends with the line, and another one begins; at least 1. A line that is
    /// longer than that is cut at twice the size.
    std::uint64_t file_bytes = std::uint64_t(1) << 20;

    /// How often what is new goes to the server; longer than 0.
    std::chrono::milliseconds upload_interval = std::chrono::seconds(10);

    /// How long the end of the capture waits for the server. What it does not have then stays in files that a line on
    /// stderr names.
    std::chrono::milliseconds close_timeout = std::chrono::seconds(5);
};

/// A capture that ends with this object, with its run, or with the program, whichever is first; the descriptors of
/// stdout and stderr are then what they were before.
///
/// Thread safety: used by one thread at a time. Exception safety: nothing but `capture_console` throws.
class [[nodiscard("the capture ends with this object: give it a name")]] console_capture
{
public:
    console_capture(console_capture&& other) noexcept;
    console_capture& operator=(console_capture&& other) noexcept;
    ~console_capture();

    /// Ends the capture now, with all that was written before. Without effect on one that has ended.
    void stop() noexcept;

private:
    friend console_capture capture_console(const schema::id::run& run_id, const console_options& options);
    explicit console_capture(std::shared_ptr<fluent::companion> session) noexcept;

    std::shared_ptr<fluent::companion> session_;
};

/// Makes what is written to stdout and stderr from now on artifacts of a run, and still shows it. Empty: of the active
/// run, which is started when there is none. The artifacts are `console/0000.log`, `console/0001.log` and so on, and
/// `console/index.json`, a `console_index`. A run that has some of them goes on after the last.
///
/// It works on the descriptors 1 and 2, which are pipes as long as it lasts, so that output of C libraries and of child
/// processes is captured too. A thread shows what comes and keeps it in files for temporary things; another one brings
/// it to the server, and what writes never waits for that. The order of stdout and stderr among each other is kept only
/// roughly.
///
/// Errors: `mltrack::exception` with `invalid_state` when a console is captured already, when stdout or stderr is
/// closed, and for a run that this program has not open; `invalid_parameter_value` for options that cannot be; those of
/// the server.
MLTRACK_DECL console_capture capture_console(const schema::id::run& run_id = {}, const console_options& options = {});

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/console/impl/capture_console.ipp>
#endif
