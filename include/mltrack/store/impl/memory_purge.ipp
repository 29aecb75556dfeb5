#pragma once

#include <mltrack/store/impl/memory_entries.hpp>
#include <mltrack/store/memory.hpp>

#include <algorithm>
#include <ranges>

namespace mltrack::store {

MLTRACK_DECL void memory::move_run(schema::run_info& info, const stage_change& change)
{
    info.lifecycle_stage = change.stage;
    if (change.stage == schema::lifecycle_stage::deleted)
        deleted_times_.insert_or_assign(info.run_id, change.time);
    else
        deleted_times_.erase(info.run_id);
}

MLTRACK_DECL result<trash> memory::find_trash()
{
    using schema::lifecycle_stage;
    const std::lock_guard lock(*mutex_);
    trash found;
    for (const auto& experiment : experiments_ | std::views::values)
        if (experiment.lifecycle_stage == lifecycle_stage::deleted)
            found.experiments.push_back(experiment);
    for (auto& experiment : found.experiments)
        experiment.tags.clear();
    const auto is_trashed = [&](lifecycle_stage stage, const schema::id::experiment& id) {
        return stage == lifecycle_stage::deleted ||
               std::ranges::find(found.experiments, id, &schema::experiment::experiment_id) != found.experiments.end();
    };
    for (const auto& [id, run] : runs_)
        if (is_trashed(run.info.lifecycle_stage, run.info.experiment_id))
            found.runs.push_back({run.info, detail::copy_value(deleted_times_, id)});
    std::ranges::sort(found.runs, {}, [](const trashed_run& run) { return run.info.run_id; });
    for (const auto& kept : models_ | std::views::values)
        if (is_trashed(kept.stage, kept.model.info.experiment_id)) {
            auto& model = found.models.emplace_back(kept).model;
            model.data = {};
            model.info.tags.clear();
        }
    return found;
}

MLTRACK_DECL void memory::forget_run(const schema::id::run& id)
{
    for (auto& kept : models_ | std::views::values)
        std::erase_if(kept.model.data.metrics, [&](const schema::metric& each) { return each.run_id == id; });
    histories_.erase(id);
    deleted_times_.erase(id);
    runs_.erase(id);
}

MLTRACK_DECL result<void> memory::purge_run(const schema::id::run& id)
{
    const std::lock_guard lock(*mutex_);
    MLTRACK_CHECK(check_deleted("run", id.value, detail::stage_of(detail::find_value(runs_, id))));
    forget_run(id);
    return {};
}

MLTRACK_DECL result<void> memory::purge_experiment(const schema::id::experiment& id)
{
    const std::lock_guard lock(*mutex_);
    const auto* experiment = detail::find_value(experiments_, id);
    MLTRACK_CHECK(check_deleted("experiment", id.value,
                                experiment != nullptr ? std::optional(experiment->lifecycle_stage) : std::nullopt));
    std::vector<schema::id::run> runs;
    for (const auto& [run, kept] : runs_)
        if (kept.info.experiment_id == id)
            runs.push_back(run);
    for (const auto& run : runs)
        forget_run(run);
    std::erase_if(models_, [&](const auto& each) { return each.second.model.info.experiment_id == id; });
    std::erase_if(datasets_, [&](const auto& each) { return std::get<0>(each.first) == id; });
    experiments_.erase(id);
    return {};
}

MLTRACK_DECL result<void> memory::purge_logged_model(const schema::id::model& id)
{
    const std::lock_guard lock(*mutex_);
    const auto* kept = detail::find_value(models_, id);
    MLTRACK_CHECK(check_deleted("logged model", id.value, kept != nullptr ? std::optional(kept->stage) : std::nullopt));
    models_.erase(id);
    return {};
}

} // namespace mltrack::store
