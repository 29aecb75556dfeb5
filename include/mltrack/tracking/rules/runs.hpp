#pragma once

#include <mltrack/query/parser.hpp>
#include <mltrack/schema/endpoint/runs.hpp>
#include <mltrack/schema/system_tags.hpp>
#include <mltrack/store/random_id.hpp>
#include <mltrack/tracking/artifact_location.hpp>
#include <mltrack/tracking/rules/long_values.hpp>
#include <mltrack/tracking/rules/lookup.hpp>
#include <mltrack/tracking/rules/pages.hpp>
#include <mltrack/tracking/rules/run_fields.hpp>
#include <mltrack/tracking/run_name.hpp>

#include <algorithm>

namespace mltrack::tracking {

/// The name of a new run: what the request says, else its tag, else a generated one; the tag is added to `tags` if it
/// is not there. Errors: `invalid_parameter_value` when name and tag differ, `bad_request` for an empty tag, as MLflow.
inline result<std::string> name_new_run(const std::string& requested, std::vector<schema::run_tag>& tags)
{
    const auto tag =
        std::find_if(tags.begin(), tags.end(), [](const auto& t) { return t.key->value == schema::run_name_tag; });
    if (tag == tags.end()) {
        auto name = requested.empty() ? generate_run_name() : requested;
        tags.push_back({.key = schema::run_name_tag, .value = name});
        return name;
    }
    if (tag->value.empty())
        return error{errc::bad_request, std::string("tags: the tag '") + schema::run_name_tag + "' must not be empty"};
    if (!requested.empty() && requested != tag->value)
        return invalid("run_name: '" + requested + "' differs from the tag '" + schema::run_name_tag + "', '" +
                       tag->value + "': send one of them, or the same twice");
    return tag->value;
}

inline result<schema::create_run::response> rule(context& at, const schema::create_run::request& request)
{
    if (request.experiment_id.empty())
        return error{errc::bad_request, "experiment_id: missing; a run belongs to an experiment"};
    MLTRACK_TRY(const auto experiment, find_active_experiment(at, request.experiment_id));
    MLTRACK_TRY(auto tags, kept(at, request.tags));
    if (const auto key = repeated_key(tags))
        return error{errc::bad_request, "tags: the key '" + *key + "' stands there twice"};
    MLTRACK_TRY(auto name, name_new_run(request.run_name, tags));

    const schema::id::run id = store::random_id();
    schema::run run{.info = {.run_uuid = id,
                             .experiment_id = experiment.experiment_id,
                             .run_name = std::move(name),
                             .user_id = request.user_id,
                             .start_time = request.start_time,
                             .artifact_uri = append_to_location(experiment.artifact_location, id.value + "/artifacts"),
                             .run_id = id},
                    .data = {.tags = std::move(tags)}};
    MLTRACK_CHECK(at.store->create_run(run));
    run.info.experiment_id = request.experiment_id;
    return schema::create_run::response{.run = std::move(run)};
}

/// The run's info as answers show it: an end time of 0 is kept, but not shown, as in MLflow.
inline schema::run_info shown(schema::run_info info)
{
    if (info.end_time && info.end_time->value == 0)
        info.end_time.reset();
    return info;
}

/// The whole run as get and search show it. Of data sets an empty schema or profile is kept, but not shown, as in
/// MLflow.
inline schema::run shown(schema::run run)
{
    run.info = shown(std::move(run.info));
    for (auto& input : run.inputs.dataset_inputs) {
        if (input.dataset.schema && input.dataset.schema->value.empty())
            input.dataset.schema.reset();
        if (input.dataset.profile && input.dataset.profile->value.empty())
            input.dataset.profile.reset();
    }
    if (!run.outputs)
        run.outputs.emplace();
    return run;
}

inline result<schema::get_run::response> rule(context& at, const schema::get_run::request& request)
{
    MLTRACK_TRY(auto run, at.store->find_run(request.run_id));
    if (!run)
        return store::unknown_run(request.run_id);
    return schema::get_run::response{.run = shown(*std::move(run))};
}

inline result<schema::update_run::response> rule(context& at, const schema::update_run::request& request)
{
    MLTRACK_TRY(auto info, find_run_info(at, request.run_id));
    store::run_change change{.status = request.status, .end_time = request.end_time};
    if (!request.run_name.empty()) {
        change.run_name = request.run_name;
        MLTRACK_TRY(auto tag, kept(at, schema::run_tag{.key = schema::run_name_tag, .value = request.run_name}));
        change.tags.push_back(std::move(tag));
    }
    MLTRACK_CHECK(at.store->update_run(request.run_id, change));
    info.status = request.status.value_or(info.status);
    info.end_time = request.end_time ? request.end_time : info.end_time;
    if (!request.run_name.empty())
        info.run_name = request.run_name;
    return schema::update_run::response{.run_info = shown(std::move(info))};
}

inline result<schema::empty> move_run(context& at, const schema::id::run& id, schema::lifecycle_stage to)
{
    MLTRACK_CHECK(at.store->update_run(id, {.stage = store::stage_change{.stage = to, .time = at.options.now()}}));
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::delete_run::request& request)
{
    return move_run(at, request.run_id, schema::lifecycle_stage::deleted);
}

inline result<schema::empty> rule(context& at, const schema::restore_run::request& request)
{
    return move_run(at, request.run_id, schema::lifecycle_stage::active);
}

inline result<schema::search_runs::response> rule(context& at, const schema::search_runs::request& request)
{
    MLTRACK_TRY(const auto filter, query::parse_run_filter(request.filter));
    MLTRACK_TRY(const auto order, query::run_order(request.order_by));
    MLTRACK_TRY(const auto page, first_page(request.page_token, request.max_results));
    MLTRACK_TRY(const auto experiments, canonical(request.experiment_ids));
    MLTRACK_TRY(const auto wanted, projection_of(request.fields));
    const store::run_search search{.experiments = experiments,
                                   .filter = filter,
                                   .order = order,
                                   .view = request.run_view_type,
                                   .page = one_more(page),
                                   .projection = wanted};
    if (request.count_only) {
        MLTRACK_TRY(const auto total, at.store->count_runs(search));
        return schema::search_runs::response{.total = total};
    }
    MLTRACK_TRY(auto found, at.store->search_runs(search));
    auto next = next_page_token(found, page);
    for (auto& run : found) {
        run = shown(std::move(run));
        keep_wanted(run, wanted);
        run.inputs.model_inputs.clear(); // As MLflow: only runs/get shows them.
    }
    return schema::search_runs::response{.runs = std::move(found), .next_page_token = std::move(next)};
}

} // namespace mltrack::tracking
