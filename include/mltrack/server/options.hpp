#pragma once

#include <mltrack/server/access_log.hpp>
#include <mltrack/server/security/options.hpp>
#include <mltrack/store/group/options.hpp>
#include <mltrack/tracking/service_options.hpp>
#include <mltrack/transport/listen_options.hpp>

#include <cstdint>
#include <string>

namespace mltrack {

/// How a server behaves; every member has a default that suits a server on one's own machine.
struct server_options
{
    /// Where it listens, and the limits of connections and time.
    transport::listen_options listen = {};

    /// Everything is served below this path, `/health` too: empty, or with `/` at the front and none at the end
    /// (`/ml`).
    std::string static_prefix = {};

    /// A folder with a built web UI, such as MLflow's `mlflow/server/js/build`, which is served where MLflow's server
    /// does: `index.html` at `/` in place of the start page, the files below `/static-files/`. Empty: no UI.
    std::string ui_dir = {};

    /// The longest body of a JSON request, in bytes, as it is sent and decoded; a longer one is answered 413. Artifacts
    /// have no limit.
    std::uint64_t max_request_bytes = 64 << 20;

    /// Whether only the artifact proxy is served; all other endpoints are answered 503.
    bool artifacts_only = false;

    /// Whether the store and the artifacts are only read: requests that would change them are answered 403
    /// (`permission_denied`). The store is served as it is, an empty one too, and is not locked: any number of such
    /// servers may stand beside one that writes.
    bool read_only = false;

    /// Where answered requests are told.
    mltrack::access_log access_log = {};

    /// Which hosts and web pages may use it.
    security_options security = {};

    /// How requests that change the store are put together into transactions, and how many may wait for one: more are
    /// answered 429.
    store::group_commit_options writes = {};

    /// How MLflow's rules are applied.
    tracking::service_options service = {};
};

} // namespace mltrack
