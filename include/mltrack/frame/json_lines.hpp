#pragma once

#include <mltrack/config.hpp>
#include <mltrack/frame/runs_frame.hpp>

#include <iosfwd>

namespace mltrack::frame {

/// Writes a frame as JSON lines: an object a run,
/// `{"run_id":"…","start_time":"2026-11-25T07:37:43.238Z","metrics.loss":0.5}`. What is null is left out; NaN and the
/// infinities are the strings that they are in MLflow's REST interface. Errors: the state of the stream.
MLTRACK_DECL void write_json_lines(std::ostream& out, const runs_frame& frame);

} // namespace mltrack::frame

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/json_lines.ipp>
#endif
