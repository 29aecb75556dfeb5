#pragma once

#include <mltrack/config.hpp>

#include <string>

namespace mltrack::tracking {

/// A name for a run that got none: `<adjective>-<animal>-<0…1000>`, at most 20 characters.
MLTRACK_DECL std::string generate_run_name();

} // namespace mltrack::tracking

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/tracking/impl/run_name.ipp>
#endif
