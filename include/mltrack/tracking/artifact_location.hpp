#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/tracking/context.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack::tracking {

/// `<location>/<name>`, before the query of a location that has one.
MLTRACK_DECL std::string append_to_location(std::string_view location, std::string_view name);

/// The artifact location of an experiment as a client may choose it, made absolute when it is a relative path.
/// Errors: `invalid_parameter_value` for a fragment, for `;params` where Python splits them off, `..` in the query or
/// in a relative path, `runs:` URIs, more than 2048 bytes, and for schemes that name a host (http, ftp, sftp, hdfs, …)
/// other than that of the artifact root, unless the options allow them: a client could otherwise make the server talk
/// to hosts of its choice. Source: MLflow's utils/uri.py and server/handlers.py.
MLTRACK_DECL result<std::string> check_artifact_location(std::string_view location, const service_options& options);

/// The schemes of a list with commas, blanks around them left out: for `service_options::allowed_host_schemes`.
MLTRACK_DECL std::vector<std::string> scheme_list(std::string_view with_commas);

} // namespace mltrack::tracking

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/tracking/impl/artifact_location.ipp>
#endif
