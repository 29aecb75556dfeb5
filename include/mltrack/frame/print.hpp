#pragma once

#include <mltrack/config.hpp>
#include <mltrack/frame/runs_frame.hpp>

#include <cstddef>
#include <iosfwd>

namespace mltrack {
namespace frame {

/// How much of a frame is printed.
struct print_options
{
    std::size_t most_rows = 60;  ///< Of more rows the first and last halves of so many are shown; at least 2.
    std::size_t most_width = 50; ///< Code points of a cell; longer ones are cut and end in `…`. At least 1.
};

/// Prints a frame as a table for people: aligned, without what a terminal would obey, `-` where there is nothing, and
/// how much there is in the last line. Errors: the state of the stream.
MLTRACK_DECL void print(std::ostream& out, const runs_frame& frame, print_options options = {});

} // namespace frame

/// `std::cout << frame`: `frame::print` with its own options.
inline std::ostream& operator<<(std::ostream& out, const runs_frame& frame)
{
    frame::print(out, frame);
    return out;
}

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/print.ipp>
#endif
