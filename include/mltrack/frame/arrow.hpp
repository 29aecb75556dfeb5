#pragma once

#include <mltrack/config.hpp>
#include <mltrack/frame/arrow_c_data.hpp>
#include <mltrack/frame/runs_frame.hpp>

#include <memory>
#include <utility>

namespace mltrack::frame {

/// Exports a frame through Arrow's C data interface as a record batch, a struct array with a child for each column:
/// texts are large_utf8, metrics float64, times timestamp[ms, UTC]; a metric that a run lacks is null, one that is NaN
/// is NaN. No value is copied: the arrays share the frame.
///
/// The structs need not be initialised. Who imports them releases them, each by its own `release`, from any thread;
/// children may be moved out of both. Throws `std::bad_alloc`, and leaves the structs alone then.
MLTRACK_DECL void export_arrow(std::shared_ptr<const runs_frame> frame, ArrowSchema& schema, ArrowArray& array);

/// As above, for a frame that is handed over.
inline void export_arrow(runs_frame frame, ArrowSchema& schema, ArrowArray& array)
{
    export_arrow(std::make_shared<const runs_frame>(std::move(frame)), schema, array);
}

} // namespace mltrack::frame

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/arrow.ipp>
#endif
