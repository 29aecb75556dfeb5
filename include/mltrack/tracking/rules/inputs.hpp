#pragma once

#include <mltrack/schema/endpoint/inputs.hpp>
#include <mltrack/schema/system_tags.hpp>
#include <mltrack/tracking/model_history.hpp>
#include <mltrack/tracking/rules/lookup.hpp>

#include <mutex>

namespace mltrack::tracking {

inline constexpr std::size_t most_searched_experiments = 20;
inline constexpr std::int64_t most_dataset_summaries = 1'000;

inline result<schema::empty> rule(context& at, const schema::log_inputs::request& request)
{
    MLTRACK_CHECK(check_run_id(request.run_id));
    MLTRACK_CHECK(
        at.store->add_inputs(request.run_id, {.dataset_inputs = request.datasets, .model_inputs = request.models}));
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::log_outputs::request& request)
{
    if (!request.models)
        return invalid("models: missing value for a required parameter");
    MLTRACK_CHECK(at.store->add_outputs(request.run_id, {.model_outputs = *request.models}));
    return schema::empty();
}

/// Adds a model to the history of a run.
inline result<void> record_model(context& at, const schema::log_model::request& request)
{
    const std::lock_guard lock(*at.recording_models);
    MLTRACK_TRY(const auto run, at.store->find_run(request.run_id));
    MLTRACK_CHECK(store::check_active(request.run_id, run ? std::optional(run->info.lifecycle_stage) : std::nullopt));
    std::optional<std::string_view> history;
    for (const auto& tag : run->data.tags)
        if (tag.key->value == schema::logged_models_tag)
            history = tag.value;
    MLTRACK_TRY(auto extended, extend_model_history(history, *request.model_json));
    const schema::run_tag tag{.key = schema::logged_models_tag, .value = std::move(extended)};
    return at.store->append(request.run_id, {.tags = std::span(&tag, 1)});
}

inline result<schema::empty> rule(context& at, const schema::log_model::request& request)
{
    MLTRACK_CHECK(extend_model_history(std::nullopt, *request.model_json)); // What is wrong with it comes first.
    result<void> recorded;
    MLTRACK_CHECK(at.store->transact([&] { recorded = record_model(at, request); }));
    MLTRACK_CHECK(std::move(recorded));
    return schema::empty();
}

inline result<schema::search_datasets::response> rule(context& at, const schema::search_datasets::request& request)
{
    const auto count = request.experiment_ids.size();
    if (count == 0 || count > most_searched_experiments)
        return invalid("experiment_ids: expected 1 to " + std::to_string(most_searched_experiments) + ", got " +
                       std::to_string(count));
    MLTRACK_TRY(const auto experiments, canonical(request.experiment_ids));
    MLTRACK_TRY(auto found, at.store->search_datasets(experiments, most_dataset_summaries));
    for (auto& summary : found)
        if (summary.context == "")
            summary.context.reset(); // Not shown, but another use than one without the tag, as in MLflow.
    return schema::search_datasets::response{.dataset_summaries = std::move(found)};
}

} // namespace mltrack::tracking
