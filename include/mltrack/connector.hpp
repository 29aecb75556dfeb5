#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <map>
#include <string_view>

/// @file
/// What a component adds to `connect`: only declarations, so that headers can mention it cheaply.

namespace mltrack {

struct connect_options;

namespace tracking {
class any_tracking_api;
}

namespace detail {

/// Connects to what a tracking URI names.
using connector = result<tracking::any_tracking_api> (*)(std::string_view tracking_uri, connect_options options);

/// The connectors of the components, by the scheme of their URIs.
MLTRACK_DECL std::map<std::string_view, connector>& connectors();

/// Adds one, as each component does before `main`; a second time has no effect. Always true.
MLTRACK_DECL bool add_connector(std::string_view scheme, connector connect);

} // namespace detail
} // namespace mltrack
