#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <string>
#include <string_view>

namespace mltrack::tracking {

/// `<location>/<name>`, before the query of a location that has one.
MLTRACK_DECL std::string append_to_location(std::string_view location, std::string_view name);

/// The artifact location of an experiment as a client may choose it, made absolute when it is a relative path.
/// Errors: `invalid_parameter_value` for a fragment, `..` in the query, `runs:` URIs, more than 2048 bytes, and for
/// schemes that name a host (http, ftp, sftp, hdfs, …) other than that of `artifact_root`: a client could otherwise
/// make the server talk to hosts of its choice. Source: MLflow's utils/uri.py and server/handlers.py.
MLTRACK_DECL result<std::string> check_artifact_location(std::string_view location, std::string_view artifact_root);

} // namespace mltrack::tracking

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/tracking/impl/artifact_location.ipp>
#endif
