#include "gc/purge.hpp"

#include "console/table.hpp"

#include <iostream>

namespace mltrack::program {
namespace {

using schema::lifecycle_stage;

template <class Thing, class StageOf>
result<void> check_still_deleted(const char* kind, const std::string& id, result<std::optional<Thing>> found,
                                 StageOf stage_of)
{
    MLTRACK_TRY(const auto thing, std::move(found));
    return store::check_deleted(kind, id, thing ? std::optional<lifecycle_stage>(stage_of(*thing)) : std::nullopt);
}

} // namespace

bool purge::note(const char* kind, const std::string& id, const result<void>& outcome)
{
    if (outcome.has_error()) {
        std::cerr << "mltrack: the " << kind << " '" << id << "' stays: " << printable(outcome.error().message) << '\n';
        failures_.push_back({kind, id, outcome.error().message});
        return false;
    }
    if (!quiet_) {
        std::string begin = kind;
        begin.front() = static_cast<char>(begin.front() - 'a' + 'A');
        std::cout << begin << " with ID " << id << " has been permanently deleted.\n";
    }
    return true;
}

bool purge::remove_run(const store::trashed_run& run)
{
    const auto& id = run.info.run_id;
    return note("run", id.value, [&]() -> result<void> {
        MLTRACK_CHECK(check_still_deleted("run", id.value, store_.find_run_info(id),
                                          [](const auto& each) { return each.lifecycle_stage; }));
        MLTRACK_CHECK(artifacts_.remove(run.info.artifact_uri));
        return store_.purge_run(id);
    }());
}

bool purge::remove_model(const store::kept_model& kept)
{
    const auto& info = kept.model.info;
    return note("logged model", info.model_id.value, [&]() -> result<void> {
        MLTRACK_CHECK(check_still_deleted("logged model", info.model_id.value, store_.find_logged_model(info.model_id),
                                          [](const auto& each) { return each.stage; }));
        MLTRACK_CHECK(artifacts_.remove(info.artifact_uri));
        return store_.purge_logged_model(info.model_id);
    }());
}

result<void> purge::remove_artifacts_of_members(const doomed_experiment& experiment)
{
    const auto& id = experiment.info.experiment_id;
    MLTRACK_CHECK(check_still_deleted("experiment", id.value, store_.find_experiment(id),
                                      [](const auto& each) { return each.lifecycle_stage; }));
    for (const auto& run : experiment.runs)
        if (run.info.lifecycle_stage != lifecycle_stage::deleted)
            MLTRACK_CHECK(artifacts_.remove(run.info.artifact_uri));
    for (const auto& kept : experiment.models)
        if (kept.stage != lifecycle_stage::deleted)
            MLTRACK_CHECK(artifacts_.remove(kept.model.info.artifact_uri));
    return {};
}

void purge::remove(const doomed_experiment& experiment)
{
    const auto& id = experiment.info.experiment_id;
    doomed_experiment gone{.info = experiment.info};
    const auto failed_before = failures_.size();
    for (const auto& run : experiment.runs)
        if (run.info.lifecycle_stage == lifecycle_stage::deleted && remove_run(run))
            gone.runs.push_back(run);
    for (const auto& kept : experiment.models)
        if (kept.stage == lifecycle_stage::deleted && remove_model(kept))
            gone.models.push_back(kept);
    const bool is_gone = note("experiment", id.value, [&]() -> result<void> {
        if (failures_.size() != failed_before)
            return error{errc::invalid_state, "some of its runs or models stay"};
        MLTRACK_CHECK(remove_artifacts_of_members(experiment));
        return store_.purge_experiment(id);
    }());
    if (is_gone) {
        removed_.experiments.push_back(experiment);
        return;
    }
    removed_.runs.insert(removed_.runs.end(), gone.runs.begin(), gone.runs.end());
    removed_.models.insert(removed_.models.end(), gone.models.begin(), gone.models.end());
}

void purge::remove(const selection& selected)
{
    for (const auto& run : selected.runs)
        if (remove_run(run))
            removed_.runs.push_back(run);
    for (const auto& kept : selected.models)
        if (remove_model(kept))
            removed_.models.push_back(kept);
    for (const auto& experiment : selected.experiments)
        remove(experiment);
}

} // namespace mltrack::program
