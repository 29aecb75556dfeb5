#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/route.hpp>
#include <mltrack/server/telemetry.hpp>
#include <mltrack/server/ui/static_files.hpp>
#include <mltrack/transport/load.hpp>

#include <optional>
#include <span>
#include <string>

namespace mltrack::store {
class group_commit;
}

namespace mltrack::serving {

/// What the server's own pages tell of.
struct site
{
    const serving::telemetry& telemetry;
    const transport::load& load;
    std::string prefix;                          ///< Everything is served below it.
    std::string api_description;                 ///< OpenAPI, as JSON.
    std::optional<static_files> ui = {};         ///< The web UI that is served in place of the start page.
    const store::group_commit* writes = nullptr; ///< What waits to be written, if anything does in this server.
};

/// The server's own pages, at the root: `/`, `/health`, `/version`, `/openapi.json`, `/metrics`.
MLTRACK_DECL std::span<const route> all_pages();

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/pages.ipp>
#endif
