#pragma once

#include <mltrack/config.hpp>
#include <mltrack/frame/runs_frame.hpp>

#include <iosfwd>

namespace mltrack::frame {

/// Writes the names of the columns as a line of CSV.
MLTRACK_DECL void write_csv_header(std::ostream& out, const runs_frame& frame);

/// Writes a line of CSV a run.
MLTRACK_DECL void write_csv_rows(std::ostream& out, const runs_frame& frame);

/// Writes a frame as CSV in the form in which pandas writes that of `mlflow.search_runs`: cells in quotes where they
/// need them, times as `2026-11-25 07:37:43.238+00:00`, infinity as `inf`; what is null, NaN or an empty text is empty.
/// Errors: the state of the stream.
inline void write_csv(std::ostream& out, const runs_frame& frame)
{
    write_csv_header(out, frame);
    write_csv_rows(out, frame);
}

} // namespace mltrack::frame

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/csv.ipp>
#endif
