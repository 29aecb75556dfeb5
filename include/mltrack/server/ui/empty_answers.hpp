#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/route.hpp>

#include <span>

namespace mltrack::serving {

/// What MLflow's UI reads of that which mltrack does not have (model registry, traces, gateway, prompts, …): answered
/// as MLflow's server does when it holds none of it, so that the pages show empty lists and no errors. For web pages
/// alone: clients, and whoever writes, are told that there is no such endpoint.
MLTRACK_DECL std::span<const route> empty_answers();

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/ui/impl/empty_answers.ipp>
#endif
