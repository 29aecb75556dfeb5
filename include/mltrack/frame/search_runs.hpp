#pragma once

#include <mltrack/frame/paged_range.hpp>
#include <mltrack/schema/endpoint/runs.hpp>

#include <utility>

namespace mltrack {

/// The runs that a search finds, as a range that turns its pages by itself; `max_results` is the size of the pages.
///
///     auto good = mltrack::search_runs(api, {.experiment_ids = {"0"}, .filter = "metrics.loss < 0.5"});
///
/// `Api` is a client, a service or a `tracking::any_tracking_api`. Errors, thread safety and lifetimes: `paged_range`.
template <class Api>
auto search_runs(Api& api, schema::search_runs::request request)
{
    return paged_range<Api, schema::search_runs, &schema::search_runs::response::runs>(api, std::move(request));
}

} // namespace mltrack
