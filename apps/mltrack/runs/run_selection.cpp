#include "runs/run_selection.hpp"

#include "paging.hpp"
#include "view.hpp"
#include <mltrack/schema/field/split.hpp>

namespace mltrack::program {

void add_selection_options(CLI::App& command, run_selection& selection)
{
    command.add_option("--experiment-id", selection.experiment_ids, "Where to look; may be given several times.");
    command.add_option("--experiment-name", selection.experiment_names,
                       "Where to look, by name; in all experiments if neither is given.");
    command.add_option("--filter", selection.filter,
                       "A search expression, as \"metrics.loss < 0.5 AND params.opt = 'adam'\".");
    command.add_option("--order-by", selection.order_by, "What to sort by, as \"metrics.loss ASC\".");
    add_view_option(command, selection.view);
}

schema::search_runs::request search_for(const run_selection& selection, tracking::any_tracking_api& api)
{
    schema::search_runs::request request{
        .filter = selection.filter, .run_view_type = selection.view, .order_by = selection.order_by};
    for (const auto& id : selection.experiment_ids)
        request.experiment_ids.push_back(api.get_experiment({.experiment_id = id}).experiment.experiment_id);
    for (const auto& name : selection.experiment_names)
        request.experiment_ids.push_back(
            api.get_experiment_by_name({.experiment_name = name}).experiment.experiment_id);
    if (request.experiment_ids.empty())
        for_each_found<schema::search_experiments>(
            api, &schema::search_experiments::response::experiments, {}, no_limit,
            [&](const schema::experiment& each) { request.experiment_ids.push_back(each.experiment_id); });
    return request;
}

std::vector<std::string> split_columns(const std::vector<std::string>& given)
{
    std::vector<std::string> columns;
    for (const auto& each : given)
        schema::for_each_part(each, ",", [&](std::string_view name) { columns.emplace_back(name); });
    return columns;
}

} // namespace mltrack::program
