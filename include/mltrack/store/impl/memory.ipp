#pragma once

#include <mltrack/store/artifact_location.hpp>
#include <mltrack/store/impl/memory_entries.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/select.hpp>

#include <cmath>
#include <ranges>
#include <utility>

namespace mltrack::store {

MLTRACK_DECL schema::experiment* memory::experiment_named(std::string_view name)
{
    for (auto& experiment : experiments_ | std::views::values)
        if (experiment.name == name)
            return &experiment;
    return nullptr;
}

MLTRACK_DECL result<schema::id::experiment> memory::create_experiment(const schema::experiment& experiment,
                                                                      std::string_view artifact_root)
{
    const std::lock_guard lock(*mutex_);
    if (experiment_named(experiment.name) != nullptr)
        return error{errc::resource_already_exists, "an experiment named '" + experiment.name +
                                                        "' exists already, maybe a deleted one: choose another name"};
    auto created = experiment;
    created.experiment_id = std::to_string(next_experiment_++);
    created.artifact_location = artifact_location(created, created.experiment_id, artifact_root);
    auto id = created.experiment_id;
    experiments_.emplace(id, std::move(created));
    return id;
}

MLTRACK_DECL result<std::optional<schema::experiment>> memory::find_experiment(const schema::id::experiment& id)
{
    const std::lock_guard lock(*mutex_);
    return detail::copy_value(experiments_, id);
}

MLTRACK_DECL result<std::optional<schema::experiment>> memory::find_experiment_by_name(std::string_view name)
{
    const std::lock_guard lock(*mutex_);
    const auto* found = experiment_named(name);
    return found != nullptr ? std::optional(*found) : std::nullopt;
}

MLTRACK_DECL result<std::vector<schema::experiment>> memory::search_experiments(const experiment_search& search)
{
    const std::lock_guard lock(*mutex_);
    return select(experiments_ | std::views::values, search);
}

MLTRACK_DECL result<void> memory::update_experiment(const schema::id::experiment& id, const experiment_change& change)
{
    const std::lock_guard lock(*mutex_);
    auto* experiment = detail::find_value(experiments_, id);
    if (experiment == nullptr)
        return detail::no_experiment(id);
    if (change.name) {
        if (const auto* other = experiment_named(*change.name); other != nullptr && other != experiment)
            return error{errc::bad_request,
                         "another experiment is named '" + *change.name + "' already: choose another name"};
        experiment->name = *change.name;
    }
    experiment->last_update_time = change.last_update_time;
    return {};
}

MLTRACK_DECL result<void> memory::move_experiment(const schema::id::experiment& id, const stage_change& change)
{
    const std::lock_guard lock(*mutex_);
    auto* experiment = detail::find_value(experiments_, id);
    if (experiment == nullptr)
        return detail::no_experiment(id);
    experiment->lifecycle_stage = change.stage;
    experiment->last_update_time = change.time;
    for (auto& run : runs_ | std::views::values)
        if (run.info.experiment_id == id)
            move_run(run.info, change);
    return {};
}

MLTRACK_DECL result<void> memory::set_experiment_tag(const schema::id::experiment& id,
                                                     const schema::experiment_tag& tag)
{
    const std::lock_guard lock(*mutex_);
    auto* experiment = detail::find_value(experiments_, id);
    if (experiment == nullptr)
        return detail::no_experiment(id);
    detail::set_entry(experiment->tags, tag);
    return {};
}

MLTRACK_DECL result<bool> memory::delete_experiment_tag(const schema::id::experiment& id, std::string_view key)
{
    const std::lock_guard lock(*mutex_);
    auto* experiment = detail::find_value(experiments_, id);
    return experiment != nullptr && detail::erase_entry(experiment->tags, key);
}

MLTRACK_DECL result<void> memory::create_run(const schema::run& run)
{
    const std::lock_guard lock(*mutex_);
    auto created = run;
    created.data.metrics.clear();
    created.inputs = {};
    created.outputs.emplace();
    if (!runs_.emplace(run.info.run_id, std::move(created)).second)
        return error{errc::bad_request, "a run '" + run.info.run_id.value + "' exists already"};
    return {};
}

MLTRACK_DECL result<std::optional<schema::run_info>> memory::find_run_info(const schema::id::run& id)
{
    const std::lock_guard lock(*mutex_);
    const auto* run = detail::find_value(runs_, id);
    return run != nullptr ? std::optional(run->info) : std::nullopt;
}

MLTRACK_DECL result<std::optional<schema::run>> memory::find_run(const schema::id::run& id)
{
    const std::lock_guard lock(*mutex_);
    return detail::copy_value(runs_, id);
}

MLTRACK_DECL result<std::vector<schema::run>> memory::search_runs(const run_search& search)
{
    const std::lock_guard lock(*mutex_);
    return select(runs_ | std::views::values, search,
                  [&](const schema::id::run& id, std::string_view key) -> const points& { return points_of(id, key); });
}

MLTRACK_DECL result<void> memory::update_run(const schema::id::run& id, const run_change& change)
{
    const std::lock_guard lock(*mutex_);
    auto* run = detail::find_value(runs_, id);
    MLTRACK_CHECK(check_change(id, detail::stage_of(run), change));
    auto& info = run->info;
    info.status = change.status.value_or(info.status);
    info.run_name = change.run_name.value_or(info.run_name);
    if (change.end_time)
        info.end_time = change.end_time;
    if (change.stage)
        move_run(info, *change.stage);
    for (const auto& tag : change.tags)
        detail::set_entry(run->data.tags, tag);
    return {};
}

MLTRACK_DECL void memory::append_metric(const schema::id::run& id, schema::metric metric)
{
    metric = {
        .key = metric.key, .value = stored_value(*metric.value), .timestamp = metric.timestamp, .step = metric.step};
    if (!histories_[id][metric.key.value.value].insert(metric).second)
        return;
    auto& latest = runs_.at(id).data.metrics;
    if (auto* there = detail::find_entry(latest, *metric.key); there == nullptr)
        latest.push_back(std::move(metric));
    else if (later_metric(metric, *there))
        *there = std::move(metric);
}

MLTRACK_DECL result<void> memory::append(const schema::id::run& id, const run_batch& batch)
{
    const std::lock_guard lock(*mutex_);
    auto* run = detail::find_value(runs_, id);
    MLTRACK_CHECK(check_active(id, detail::stage_of(run)));
    MLTRACK_TRY(auto model_metrics, new_model_metrics(id, batch.metrics));
    MLTRACK_TRY(run->data.params, detail::with_params(run->data.params, batch.params));
    for (auto& metric : model_metrics)
        models_.at(*metric.model_id).model.data.metrics.push_back(std::move(metric));
    for (const auto& metric : batch.metrics)
        append_metric(id, metric);
    for (const auto& tag : batch.tags)
        detail::set_entry(run->data.tags, tag);
    run->info.run_name = batch.run_name.value_or(run->info.run_name);
    return {};
}

MLTRACK_DECL result<bool> memory::delete_run_tag(const schema::id::run& id, std::string_view key)
{
    const std::lock_guard lock(*mutex_);
    auto* run = detail::find_value(runs_, id);
    MLTRACK_CHECK(check_active(id, detail::stage_of(run)));
    return detail::erase_entry(run->data.tags, key);
}

MLTRACK_DECL result<std::vector<schema::metric>> memory::metric_history(const schema::id::run& id, std::string_view key,
                                                                        page page)
{
    const std::lock_guard lock(*mutex_);
    return detail::page_of(points_of(id, key), page);
}

MLTRACK_DECL const memory::points& memory::points_of(const schema::id::run& id, std::string_view key) const
{
    static const points none;
    const auto* histories = detail::find_value(histories_, id);
    const auto* found = histories != nullptr ? detail::find_value(*histories, key) : nullptr;
    return found != nullptr ? *found : none;
}

} // namespace mltrack::store
