#pragma once

#include <mltrack/query/match.hpp>
#include <mltrack/store/records.hpp>

#include <algorithm>
#include <ranges>
#include <vector>

namespace mltrack::store {

/// One page of a search over a range of runs, by looking at each: for stores that keep whole runs in memory.
template <std::ranges::forward_range Runs>
std::vector<schema::run> select(Runs&& runs, const run_search& search)
{
    return query::select(runs | std::views::filter([&](const schema::run& run) {
                             return schema::shows(search.view, run.info.lifecycle_stage) &&
                                    std::ranges::find(search.experiments, run.info.experiment_id) !=
                                        search.experiments.end();
                         }),
                         search.filter, search.order, search.page.offset, search.page.limit);
}

/// One page of a search over a range of experiments, alike.
template <std::ranges::forward_range Experiments>
std::vector<schema::experiment> select(Experiments&& experiments, const experiment_search& search)
{
    return query::select(experiments | std::views::filter([&](const schema::experiment& experiment) {
                             return schema::shows(search.view, experiment.lifecycle_stage);
                         }),
                         search.filter, search.order, search.page.offset, search.page.limit);
}

} // namespace mltrack::store
