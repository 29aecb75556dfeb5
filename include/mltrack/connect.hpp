#pragma once

#include <mltrack/client/options.hpp>
#include <mltrack/config.hpp>
#include <mltrack/connector.hpp>
#include <mltrack/tracking/any_tracking_api.hpp>
#include <mltrack/tracking/context.hpp>
#include <mltrack/transport/handler.hpp>

#include <string>
#include <string_view>

namespace mltrack {

/// How a tracking URI is connected to.
struct connect_options
{
    /// For `http:` and `https:` URIs.
    client_options client = {};

    /// For URIs of stores. New experiments keep their artifacts below `artifact_root`; empty: in the folder `mlruns` of
    /// the working folder, as MLflow's clients have it.
    tracking::service_options service = {.artifact_root = {}};

    /// What `mlflow-artifacts:` URIs of runs in a store lead to: the folder that the store's server keeps artifacts in.
    artifact::any_repository artifacts = artifact::none();

    /// Whether a database that is not there is made. Off: `resource_does_not_exist` instead.
    bool create = true;
};

/// Gets at the tracking data that a tracking URI names:
/// - `http[s]://[user:password@]host[:port][/prefix]`: a server, ours or MLflow's; `https:` in programs with the
///   component tls;
/// - `databricks` and `databricks://PROFILE`: a Databricks workspace, as `find_databricks_workspace` reads it, whatever
///   credentials the options hold;
/// - `sqlite:///FILE`: an SQLite file, ours or MLflow's, also while a server or MLflow uses it; in programs with the
///   component sqlite (mltrack/connect_sqlite.hpp).
///
/// Errors: `invalid_parameter_value` for other URIs, also for a `file:` URI and a plain path, whose store mltrack does
/// not have; `not_implemented` for those that need a component which is missing; for a store what opening it says. A
/// server is not asked before the first call. No message shows a password.
MLTRACK_DECL result<tracking::any_tracking_api> try_connect(std::string_view tracking_uri,
                                                            connect_options options = {});

/// As `try_connect`. Throws `mltrack::exception`.
inline tracking::any_tracking_api connect(std::string_view tracking_uri, connect_options options = {})
{
    return try_connect(tracking_uri, std::move(options)).value();
}

/// A tracking URI that names the same thing after a change of the working folder: that of a relative SQLite file gets
/// the file's absolute path, all others are as they were.
MLTRACK_DECL std::string absolute_tracking_uri(std::string_view tracking_uri);

/// Gets at a server in this program, without a socket. `server` is its `handler()` and outlives the connection.
MLTRACK_DECL tracking::any_tracking_api connect(transport::handler& server, client_options options = {});

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/impl/connect.ipp>
#endif

#ifdef MLTRACK_HAS_SQLITE
#include <mltrack/connect_sqlite.hpp>
#endif

#ifdef MLTRACK_HAS_TLS
#include <mltrack/transport/exchange/tls_exchange.hpp>
#endif
