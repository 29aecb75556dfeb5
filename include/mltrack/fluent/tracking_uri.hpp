#pragma once

#include <mltrack/config.hpp>

#include <string>
#include <string_view>

/// @file
/// Where runs are recorded. All functions may be called from several threads at once.

namespace mltrack {

namespace tracking {
class any_tracking_api;
}

/// Records the runs that start from now on at this tracking URI (`connect` says which there are), with what the
/// environment says of clients (`client_options_from_environment`). Runs that are open stay where they are. Nothing is
/// connected before the first call that needs it, and an empty URI goes back to the environment's.
MLTRACK_DECL void set_tracking_uri(std::string_view uri);

/// Records the runs that start from now on through a tracking API of the program's own: one that `connect` made with
/// options, a service over a store, a server in this program. In a forked child it is of no use: the first call that
/// needs it throws `invalid_state` there, until the child has set an API or a URI of its own.
MLTRACK_DECL void set_tracking_api(tracking::any_tracking_api api);

/// The tracking URI in use: what was set, else MLFLOW_TRACKING_URI, else `sqlite:///…/mlflow.db` in the working folder,
/// or its folder `mlruns` if that holds experiments. Empty after `set_tracking_api`. Source: MLflow's
/// tracking/_tracking_service/utils.py.
MLTRACK_DECL std::string get_tracking_uri();

/// Whether a tracking URI was set, by the program or by the environment.
MLTRACK_DECL bool is_tracking_uri_set();

/// The connection that runs are started with, for all that the fluent functions do not do: what MLflow calls
/// `MlflowClient`. Include mltrack/connect.hpp to use it. Throws `mltrack::exception` for a tracking URI that cannot be
/// connected to.
MLTRACK_DECL tracking::any_tracking_api current_api();

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/impl/tracking_uri.ipp>
#endif
