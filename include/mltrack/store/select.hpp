#pragma once

#include <mltrack/query/match.hpp>
#include <mltrack/store/impl/runs_lookup.hpp>
#include <mltrack/store/records.hpp>

#include <algorithm>
#include <concepts>
#include <ranges>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace mltrack::store {

/// One page of a search over a range of runs, by looking at each: for stores that keep whole runs in memory. The range
/// has all runs of the store, whatever their experiment and stage, as parents and children are found among them;
/// `history` gives every logged value of a metric for a run's id and the key: a range of `schema::metric`, in any
/// order, which is best looked at where it lies, by a reference or a view, as each comparison that asks for it looks at
/// all.
template <std::ranges::forward_range Runs, std::invocable<const schema::id::run&, std::string_view> History>
    requires std::ranges::input_range<std::invoke_result_t<History&, const schema::id::run&, std::string_view>>
std::vector<schema::run> select(Runs&& runs, const run_search& search, History history)
{
    const runs_lookup lookup(runs, search.filter, std::move(history));
    const auto is_found = [&](const schema::run& run) {
        return schema::shows(search.view, run.info.lifecycle_stage) &&
               std::ranges::find(search.experiments, run.info.experiment_id) != search.experiments.end() &&
               query::matches(search.filter, run, lookup);
    };
    return query::select(runs, is_found, search.order, search.page.offset, search.page.limit);
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
