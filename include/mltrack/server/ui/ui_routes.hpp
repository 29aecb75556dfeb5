#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/pages.hpp>
#include <mltrack/server/route.hpp>

#include <span>

namespace mltrack::serving {

/// Where MLflow's server has its UI: `/` and `/static-files/`. They ask for `site::ui`.
MLTRACK_DECL std::span<const route> ui_routes();

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/ui/impl/ui_routes.ipp>
#endif
