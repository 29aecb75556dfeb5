#pragma once

#include <mltrack/query/page_token.hpp>
#include <mltrack/query/parser.hpp>
#include <mltrack/schema/endpoint/experiments.hpp>
#include <mltrack/tracking/artifact_location.hpp>
#include <mltrack/tracking/rules/lookup.hpp>
#include <mltrack/tracking/rules/pages.hpp>

namespace mltrack::tracking {

inline result<schema::create_experiment::response> rule(context& at, const schema::create_experiment::request& request)
{
    schema::experiment experiment{.name = request.name->value, .tags = request.tags};
    if (!request.artifact_location.empty()) {
        MLTRACK_TRY(experiment.artifact_location, check_artifact_location(request.artifact_location, at.options));
    }
    if (const auto key = repeated_key(experiment.tags))
        return error{errc::resource_already_exists, "tags: the key '" + *key + "' stands there twice"};
    experiment.creation_time = experiment.last_update_time = at.options.now();
    MLTRACK_TRY(auto id, at.store->create_experiment(experiment, at.options.artifact_root));
    return schema::create_experiment::response{.experiment_id = std::move(id)};
}

inline result<schema::get_experiment::response> rule(context& at, const schema::get_experiment::request& request)
{
    MLTRACK_TRY(auto experiment, find_experiment(at, request.experiment_id));
    return schema::get_experiment::response{.experiment = std::move(experiment)};
}

inline result<schema::get_experiment::response> rule(context& at,
                                                     const schema::get_experiment_by_name::request& request)
{
    MLTRACK_TRY(auto experiment, at.store->find_experiment_by_name(*request.experiment_name));
    if (!experiment)
        return error{errc::resource_does_not_exist,
                     "experiment_name: no experiment has the name '" + *request.experiment_name + "'"};
    return schema::get_experiment::response{.experiment = *std::move(experiment)};
}

inline result<schema::search_experiments::response> rule(context& at,
                                                         const schema::search_experiments::request& request)
{
    MLTRACK_TRY(const auto filter, query::parse_experiment_filter(request.filter));
    MLTRACK_TRY(const auto order, query::experiment_order(request.order_by));
    MLTRACK_TRY(const auto page, first_page(request.page_token, request.max_results));
    MLTRACK_TRY(auto found, at.store->search_experiments(
                                {.filter = filter, .order = order, .view = request.view_type, .page = one_more(page)}));
    auto next = next_page_token(found, page);
    return schema::search_experiments::response{.experiments = std::move(found), .next_page_token = std::move(next)};
}

inline result<schema::list_experiments::response> rule(context& at, const schema::list_experiments::request& request)
{
    const query::filter everything;
    const std::vector<std::string> by_id = {"experiment_id ASC"};
    MLTRACK_TRY(const auto order, query::experiment_order(by_id));
    MLTRACK_TRY(const auto page, first_page(request.page_token, size_or_all(request.max_results)));
    MLTRACK_TRY(auto found,
                at.store->search_experiments(
                    {.filter = everything, .order = order, .view = request.view_type, .page = one_more(page)}));
    auto next = next_page_token(found, page);
    return schema::list_experiments::response{.experiments = std::move(found), .next_page_token = std::move(next)};
}

inline result<schema::empty> rule(context& at, const schema::update_experiment::request& request)
{
    MLTRACK_TRY(const auto experiment, find_experiment(at, request.experiment_id));
    if (experiment.lifecycle_stage != schema::lifecycle_stage::active)
        return error{errc::invalid_state, "experiment_id: the experiment '" + request.experiment_id->value +
                                              "' is deleted and cannot be renamed; restore it first"};
    MLTRACK_CHECK(at.store->update_experiment(experiment.experiment_id,
                                              {.name = request.new_name->value, .last_update_time = at.options.now()}));
    return schema::empty();
}

/// Moves an experiment that is in the other stage.
inline result<schema::empty> move_experiment(context& at, const schema::id::experiment& id, schema::lifecycle_stage to)
{
    MLTRACK_TRY(const auto experiment, find_experiment(at, id));
    if (experiment.lifecycle_stage == to)
        return error{errc::resource_does_not_exist, "experiment_id: the experiment '" + id.value + "' is " +
                                                        std::string(reflect::enum_name(to)) + " already"};
    MLTRACK_CHECK(at.store->move_experiment(experiment.experiment_id, {.stage = to, .time = at.options.now()}));
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::delete_experiment::request& request)
{
    return move_experiment(at, request.experiment_id, schema::lifecycle_stage::deleted);
}

inline result<schema::empty> rule(context& at, const schema::restore_experiment::request& request)
{
    return move_experiment(at, request.experiment_id, schema::lifecycle_stage::active);
}

inline result<schema::empty> rule(context& at, const schema::set_experiment_tag::request& request)
{
    MLTRACK_TRY(const auto experiment, find_active_experiment(at, request.experiment_id));
    MLTRACK_CHECK(at.store->set_experiment_tag(experiment.experiment_id, {.key = request.key, .value = request.value}));
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::delete_experiment_tag::request& request)
{
    MLTRACK_TRY(const auto experiment, find_active_experiment(at, request.experiment_id));
    MLTRACK_TRY(const bool was_there, at.store->delete_experiment_tag(experiment.experiment_id, *request.key));
    if (!was_there)
        return error{errc::resource_does_not_exist,
                     "key: the experiment '" + request.experiment_id->value + "' has no tag '" + *request.key + "'"};
    return schema::empty();
}

} // namespace mltrack::tracking
