#pragma once

#include <mltrack/fluent/experiments.hpp>
#include <mltrack/fluent/impl/active_experiment.hpp>
#include <mltrack/fluent/impl/connections.hpp>
#include <mltrack/fluent/search.hpp>

#include <algorithm>
#include <iterator>

namespace mltrack {
namespace fluent {

inline std::vector<schema::id::experiment> where_to_search(tracking::any_tracking_api& api, const run_search& search)
{
    if (!search.experiment_ids.empty() && !search.experiment_names.empty())
        throw exception(error{errc::invalid_parameter_value,
                              "Runs are looked for in the experiments of experiment_ids or of experiment_names: give "
                              "one of them"});
    std::vector<schema::id::experiment> ids = search.experiment_ids;
    for (const auto& name : search.experiment_names)
        if (auto found = get_experiment_by_name(name))
            ids.push_back(std::move(found->experiment_id));
    if (search.search_all_experiments && search.experiment_ids.empty() && search.experiment_names.empty())
        for (auto& each : search_experiments())
            ids.push_back(std::move(each.experiment_id));
    else if (search.experiment_ids.empty() && search.experiment_names.empty())
        ids.push_back(active_experiment::instance().resolve(api));
    return ids;
}

} // namespace fluent

MLTRACK_DECL std::vector<schema::run> search_runs(const run_search& search)
{
    constexpr std::size_t most_a_page = 1000;
    auto api = fluent::connections::instance().api();
    schema::search_runs::request request{.experiment_ids = fluent::where_to_search(api, search),
                                         .filter = search.filter,
                                         .run_view_type = search.view,
                                         .order_by = search.order_by};
    std::vector<schema::run> all;
    while (!request.experiment_ids.empty() && all.size() < search.max_results) {
        request.max_results = static_cast<std::int64_t>(std::min(most_a_page, search.max_results - all.size()));
        auto page = api.search_runs(request);
        std::move(page.runs.begin(), page.runs.end(), std::back_inserter(all));
        if (page.next_page_token.value_or("").empty())
            break;
        request.page_token = *page.next_page_token;
    }
    return all;
}

} // namespace mltrack
