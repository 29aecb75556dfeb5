#pragma once

#include <mltrack/query/limits.hpp>
#include <mltrack/query/model_search.hpp>
#include <mltrack/schema/endpoint/logged_models.hpp>
#include <mltrack/schema/field/lower_case.hpp>
#include <mltrack/store/model_records.hpp>
#include <mltrack/store/random_id.hpp>
#include <mltrack/tracking/artifact_location.hpp>
#include <mltrack/tracking/model_page_token.hpp>
#include <mltrack/tracking/rules/artifacts.hpp>
#include <mltrack/tracking/rules/lookup.hpp>
#include <mltrack/tracking/run_name.hpp>

#include <algorithm>

namespace mltrack::tracking {

/// Models a page when 0 are asked for, as in MLflow.
inline constexpr std::int64_t default_model_page = 100;

/// The model, whatever its stage. Errors: `resource_does_not_exist`.
inline result<store::kept_model> find_kept_model(context& at, const schema::id::model& id)
{
    MLTRACK_TRY(auto found, at.store->find_logged_model(id));
    if (!found)
        return store::unknown_model(id);
    return *std::move(found);
}

/// The model, not deleted. Errors: `resource_does_not_exist`.
inline result<schema::logged_model> find_active_model(context& at, const schema::id::model& id)
{
    MLTRACK_TRY(auto kept, find_kept_model(at, id));
    if (kept.stage != schema::lifecycle_stage::active)
        return error{errc::resource_does_not_exist, "model_id: the logged model '" + id.value + "' is deleted"};
    return std::move(kept.model);
}

inline result<schema::create_logged_model::response> rule(context& at,
                                                          const schema::create_logged_model::request& request)
{
    if (request.name.find_first_of("/:.%\"'") != std::string::npos)
        return invalid("name: '" + request.name +
                       "' has one of the characters / : . % \" ', which names of logged "
                       "models do not have");
    MLTRACK_TRY(const auto experiment, find_active_experiment(at, request.experiment_id));
    const schema::id::model id("m-" + store::random_id());
    const auto now = at.options.now();
    schema::logged_model model{
        .info = {.model_id = id,
                 .experiment_id = experiment.experiment_id,
                 .name = request.name.empty() ? generate_run_name() : request.name,
                 .creation_timestamp_ms = now,
                 .last_updated_timestamp_ms = now,
                 .artifact_uri = append_to_location(experiment.artifact_location, "models/" + id.value + "/artifacts"),
                 .model_type = request.model_type,
                 .source_run_id = request.source_run_id,
                 .tags = request.tags},
        .data = {.params = request.params}};
    MLTRACK_CHECK(at.store->create_logged_model(model));
    return schema::create_logged_model::response{.model = std::move(model)};
}

inline result<schema::get_logged_model::response> rule(context& at, const schema::get_logged_model::request& request)
{
    if (schema::lower_case(request.allow_deleted) == "true") {
        MLTRACK_TRY(auto kept, find_kept_model(at, request.model_id));
        return schema::get_logged_model::response{.model = std::move(kept.model)};
    }
    MLTRACK_TRY(auto model, find_active_model(at, request.model_id));
    return schema::get_logged_model::response{.model = std::move(model)};
}

inline result<schema::finalize_logged_model::response> rule(context& at,
                                                            const schema::finalize_logged_model::request& request)
{
    if (!request.status)
        return invalid("status: missing value for a required parameter");
    MLTRACK_CHECK(at.store->update_logged_model(request.model_id,
                                                {.status = request.status, .last_update_time = at.options.now()}));
    MLTRACK_TRY(auto kept, find_kept_model(at, request.model_id));
    return schema::finalize_logged_model::response{.model = std::move(kept.model)};
}

inline result<schema::empty> rule(context& at, const schema::delete_logged_model::request& request)
{
    MLTRACK_CHECK(at.store->update_logged_model(
        request.model_id, {.stage = schema::lifecycle_stage::deleted, .last_update_time = at.options.now()}));
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::set_logged_model_tags::request& request)
{
    MLTRACK_CHECK(at.store->update_logged_model(request.model_id, {.tags = request.tags}));
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::delete_logged_model_tag::request& request)
{
    MLTRACK_TRY(const bool was_there, at.store->delete_logged_model_tag(request.model_id, *request.tag_key));
    if (!was_there)
        return error{errc::resource_does_not_exist, "tag_key: the logged model '" + request.model_id->value +
                                                        "' has no tag '" + *request.tag_key + "'"};
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::log_logged_model_params::request& request)
{
    MLTRACK_CHECK(at.store->update_logged_model(request.model_id, {.new_params = request.params}));
    return schema::empty();
}

inline result<schema::list_artifacts::response> rule(context& at,
                                                     const schema::list_logged_model_artifacts::request& request)
{
    MLTRACK_TRY(const auto folder, artifact::relative_path::parse(request.artifact_directory_path));
    MLTRACK_TRY(auto model, find_active_model(at, request.model_id));
    MLTRACK_TRY(auto repository, open_artifacts(at, model.info.artifact_uri));
    MLTRACK_TRY(auto files, repository.list(folder));
    return schema::list_artifacts::response{.root_uri = std::move(model.info.artifact_uri),
                                            .files = shown(std::move(files))};
}

inline result<download> rule(context& at, const schema::get_logged_model_artifact::request& request)
{
    if (request.artifact_file_path.empty())
        return error{errc::bad_request, "artifact_file_path: missing; name the file to download"};
    MLTRACK_TRY(const auto file, artifact::relative_path::parse(request.artifact_file_path));
    MLTRACK_TRY(const auto model, find_active_model(at, request.model_id));
    MLTRACK_TRY(auto repository, open_artifacts(at, model.info.artifact_uri));
    return open_file(std::move(repository), file);
}

/// The order that a search for models asks for, complete.
inline result<std::vector<query::model_order>> model_order(const std::vector<schema::logged_model_order>& clauses)
{
    if (clauses.size() > query::most_order_clauses)
        return invalid("order_by has at most " + std::to_string(query::most_order_clauses) + " clauses, got " +
                       std::to_string(clauses.size()));
    std::vector<query::model_order> orders;
    for (const auto& clause : clauses) {
        MLTRACK_TRY(const auto column, query::parse_model_field(clause.field_name));
        orders.push_back({column, !clause.ascending, {clause.dataset_name, clause.dataset_digest}});
    }
    return query::complete_model_order(std::move(orders));
}

/// The data sets that a search for models names. Errors: `invalid_parameter_value` for more than a store takes.
inline result<std::vector<query::measured_on>> measured_on(const std::vector<schema::logged_model_dataset>& named,
                                                           const query::filter& filter)
{
    if (named.size() > query::most_datasets)
        return invalid("datasets: a search names at most " + std::to_string(query::most_datasets) + ", got " +
                       std::to_string(named.size()));
    const auto metrics = query::count_comparisons(filter, query::entity::metric);
    if (metrics * named.size() > query::most_dataset_comparisons)
        return invalid("datasets: " + std::to_string(named.size()) + " are too many for the " +
                       std::to_string(metrics) + " metrics of the filter: the product is at most " +
                       std::to_string(query::most_dataset_comparisons));
    std::vector<query::measured_on> datasets;
    for (const auto& each : named)
        datasets.push_back({*each.dataset_name, each.dataset_digest});
    return datasets;
}

inline result<schema::search_logged_models::response> rule(context& at,
                                                           const schema::search_logged_models::request& request)
{
    if (request.experiment_ids.empty())
        return invalid("experiment_ids: missing value for a required parameter");
    MLTRACK_TRY(const auto offset, model_page_offset(request));
    MLTRACK_TRY(const auto filter, query::parse_model_filter(request.filter));
    MLTRACK_TRY(const auto experiments, canonical(request.experiment_ids));
    MLTRACK_TRY(const auto order, model_order(request.order_by));
    MLTRACK_TRY(const auto datasets, measured_on(request.datasets, filter));
    const auto size = request.max_results == 0 ? default_model_page : request.max_results.value;
    MLTRACK_TRY(auto found, at.store->search_logged_models({.experiments = experiments,
                                                            .filter = filter,
                                                            .datasets = datasets,
                                                            .order = order,
                                                            .page = {.offset = offset, .limit = size + 1}}));
    schema::search_logged_models::response response;
    if (static_cast<std::int64_t>(found.size()) > size) {
        found.resize(static_cast<std::size_t>(size));
        response.next_page_token = model_page_token(request, offset + size);
    }
    response.models = std::move(found);
    return response;
}

} // namespace mltrack::tracking
