#pragma once

#include <mltrack/config.hpp>

#include <chrono>

/// @file
/// What becomes of runs that are open when the program ends.

namespace mltrack {

/// When the runs that are open end by themselves. All of it is on unless the program says otherwise. What was logged in
/// the background is sent at `std::exit` and `std::terminate` in any case, and a console that is captured is given
/// back.
struct ending_options
{
    /// FINISHED at the normal end of the program: `main` returns, or `std::exit`.
    bool at_exit = true;

    /// FAILED at `std::terminate`, as after an exception that nothing catches. The former terminate handler is called
    /// then.
    bool on_terminate = true;

    /// KILLED at SIGINT and SIGTERM, which then do what they did before: end the program, or call the program's own
    /// handler. A signal that was ignored stays ignored. A handler that the program installs after its first run takes
    /// the place of ours. When the program goes on after its handler, its runs can still be logged to and stay KILLED
    /// unless it ends them by `end_run` or `scoped_run::end`; the next signal goes straight to its handler. Their
    /// system metrics and consoles have ended.
    bool on_signals = true;

    /// How long the server may take for it; what was logged in the background is sent first, until 1.5 s before. Calls
    /// that log in the background wait meanwhile. Runs that could not be ended until then stay RUNNING, and a line on
    /// stderr says which.
    std::chrono::milliseconds deadline = std::chrono::seconds(10);
};

/// Says when open runs end by themselves; may be called before the first run and later. Thread safety: may be called at
/// any time.
///
/// A child made by `fork` leaves the parent's runs alone; what it logs goes to a run of its own, over connections of
/// its own, whatever the parent's other threads were at. A fork waits for the few steps of theirs that would leave the
/// child without a lock, but never for a server. After `set_tracking_api` the child has to set an API or a tracking URI
/// first.
MLTRACK_DECL void set_ending_options(const ending_options& options);

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/impl/endings.ipp>
#endif
