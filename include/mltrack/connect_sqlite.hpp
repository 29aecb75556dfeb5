#pragma once

#include <mltrack/connector.hpp>

/// @file
/// Lets `connect` know `sqlite:` URIs. Programs that link `mltrack::sqlite`, in either form, have it by
/// mltrack/connect.hpp or mltrack/fluent.hpp; those built without CMake include this header in one of their translation
/// units.

namespace mltrack::detail {

MLTRACK_DECL result<tracking::any_tracking_api> connect_to_sqlite(std::string_view tracking_uri,
                                                                  connect_options options);

// It stands in the program's own translation units: from a static library a linker would take nothing for it. The name
// is qualified, since argument-dependent look-up would want the connection's type complete. It is no inline variable:
// of the shared libraries of a process that hold mltrack only the first would initialize that, and the connectors of
// the others, which each has of its own, would lack it.
[[maybe_unused]] const bool sqlite_is_known = detail::add_connector("sqlite", connect_to_sqlite);

} // namespace mltrack::detail

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/impl/connect_sqlite.ipp>
#endif
