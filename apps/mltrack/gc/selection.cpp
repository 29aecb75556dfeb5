#include "gc/selection.hpp"

#include <mltrack/codec/number.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace mltrack::program {
namespace {

using schema::lifecycle_stage;

/// Whether it was deleted long enough ago; never when nobody knows when.
bool is_old(const purge_request& request, std::optional<schema::unix_ms> deleted)
{
    return request.older_than.empty() || (deleted && deleted->value <= request.limit.value);
}

bool is_old(const purge_request& request, const doomed_experiment& experiment)
{
    const auto changed = experiment.info.last_update_time.value; // 0 where nobody noted it.
    if (!request.older_than.empty() && (changed == 0 || changed >= request.limit.value))
        return false;
    return std::all_of(experiment.runs.begin(), experiment.runs.end(), [&](const store::trashed_run& run) {
        return !run.deleted_time || is_old(request, run.deleted_time);
    });
}

error too_young(std::string_view what, const std::string& id, const purge_request& request)
{
    return {errc::invalid_parameter_value, "the " + std::string(what) + " '" + id +
                                               "' is not known to have been in the trash for longer than " +
                                               request.older_than + ": nothing was removed"};
}

/// Deals the trash out: what belongs to a deleted experiment, and what stands alone.
selection deal(store::trash trash)
{
    selection all;
    std::map<schema::id::experiment, std::size_t> numbers;
    for (auto& experiment : trash.experiments) {
        numbers.emplace(experiment.experiment_id, all.experiments.size());
        all.experiments.push_back({.info = std::move(experiment)});
    }
    for (auto& run : trash.runs) {
        const auto home = numbers.find(run.info.experiment_id);
        (home == numbers.end() ? all.runs : all.experiments[home->second].runs).push_back(std::move(run));
    }
    for (auto& kept : trash.models) {
        const auto home = numbers.find(kept.model.info.experiment_id);
        (home == numbers.end() ? all.models : all.experiments[home->second].models).push_back(std::move(kept));
    }
    return all;
}

/// Everything of the right age. What stands in an experiment that stays for its age may be old enough itself.
selection choose_old(selection all, const purge_request& request)
{
    selection chosen;
    for (auto& experiment : all.experiments) {
        if (is_old(request, experiment)) {
            chosen.experiments.push_back(std::move(experiment));
            continue;
        }
        std::move(experiment.runs.begin(), experiment.runs.end(), std::back_inserter(all.runs));
        std::move(experiment.models.begin(), experiment.models.end(), std::back_inserter(all.models));
    }
    for (auto& run : all.runs)
        if (run.info.lifecycle_stage == lifecycle_stage::deleted && is_old(request, run.deleted_time))
            chosen.runs.push_back(std::move(run));
    for (auto& kept : all.models)
        if (kept.stage == lifecycle_stage::deleted && is_old(request, kept.model.info.last_updated_timestamp_ms))
            chosen.models.push_back(std::move(kept));
    return chosen;
}

/// The things of a list that are named, each once. `stage_of(id)` asks the store for the stage of one that is not in
/// the list, `is_fit(thing)` tells whether it may go.
template <class Thing, class IdOf, class IsFit, class StageOf>
result<std::vector<Thing>> pick(std::vector<Thing>& things, std::vector<std::string> ids, std::string_view what,
                                const purge_request& request, IdOf id_of, IsFit is_fit, StageOf stage_of)
{
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    std::vector<Thing> picked;
    for (const auto& id : ids) {
        const auto found = std::find_if(things.begin(), things.end(), [&](auto& each) { return id_of(each) == id; });
        if (found == things.end()) {
            MLTRACK_TRY(const auto stage, stage_of(id));
            MLTRACK_CHECK(store::check_deleted(what, id, stage));
            return error{errc::resource_conflict,
                         "the " + std::string(what) + " '" + id + "' was deleted this moment: run the command again"};
        }
        if (!is_fit(*found))
            return too_young(what, id, request);
        picked.push_back(std::move(*found));
        things.erase(found);
    }
    return picked;
}

/// The stage of what a store found.
template <class Thing, class StageOf>
result<std::optional<lifecycle_stage>> stage_of(result<std::optional<Thing>> found, StageOf stage_of)
{
    MLTRACK_TRY(const auto thing, std::move(found));
    return thing ? std::optional<lifecycle_stage>(stage_of(*thing)) : std::nullopt;
}

/// Takes runs and models out of experiments that are not named, so that they can be named themselves; active ones of
/// deleted experiments go with their experiment alone.
void free_members(selection& all)
{
    for (auto& experiment : all.experiments) {
        for (auto& run : experiment.runs)
            if (run.info.lifecycle_stage == lifecycle_stage::deleted)
                all.runs.push_back(std::move(run));
        for (auto& kept : experiment.models)
            if (kept.stage == lifecycle_stage::deleted)
                all.models.push_back(std::move(kept));
    }
}

result<selection> choose_named(store::any_store& store, selection all, const purge_request& request)
{
    selection chosen;
    MLTRACK_TRY(chosen.experiments, pick(
                                        all.experiments, request.experiments, "experiment", request,
                                        [](const doomed_experiment& each) { return each.info.experiment_id.value; },
                                        [&](const doomed_experiment& each) { return is_old(request, each); },
                                        [&](const std::string& id) {
                                            return stage_of(store.find_experiment(id),
                                                            [](auto& each) { return each.lifecycle_stage; });
                                        }));
    auto runs = request.runs;
    auto models = request.models;
    for (const auto& experiment : chosen.experiments) { // They are on their way already.
        for (const auto& run : experiment.runs)
            std::erase(runs, run.info.run_id.value);
        for (const auto& kept : experiment.models)
            std::erase(models, kept.model.info.model_id.value);
    }
    free_members(all);
    MLTRACK_TRY(chosen.runs, pick(
                                 all.runs, std::move(runs), "run", request,
                                 [](const store::trashed_run& each) { return each.info.run_id.value; },
                                 [&](const store::trashed_run& each) { return is_old(request, each.deleted_time); },
                                 [&](const std::string& id) {
                                     return stage_of(store.find_run_info(id),
                                                     [](auto& each) { return each.lifecycle_stage; });
                                 }));
    MLTRACK_TRY(
        chosen.models,
        pick(
            all.models, std::move(models), "logged model", request,
            [](const store::kept_model& each) { return each.model.info.model_id.value; },
            [&](const store::kept_model& each) { return is_old(request, each.model.info.last_updated_timestamp_ms); },
            [&](const std::string& id) {
                return stage_of(store.find_logged_model(id), [](auto& each) { return each.stage; });
            }));
    return chosen;
}

} // namespace

std::int64_t parse_age(std::string_view text)
{
    const auto refuse = [&] {
        throw exception(error{errc::invalid_parameter_value, "--older-than: '" + std::string(text) +
                                                                 "' is no span of time: write it as 8h, 2d8h5m20s or "
                                                                 "1.5d"});
    };
    constexpr std::pair<char, double> units[] = {{'d', 86'400e3}, {'h', 3'600e3}, {'m', 60e3}, {'s', 1e3}};
    constexpr double most = 1e17; // Some three million years.
    double total = 0;
    auto rest = text;
    for (const auto& [letter, milliseconds] : units) {
        const auto end = rest.find_first_not_of("0123456789.");
        if (end == rest.npos || end == 0 || rest[end] != letter)
            continue;
        const auto number = codec::parse_double(rest.substr(0, end));
        if (!number)
            refuse();
        total += *number * milliseconds;
        rest.remove_prefix(end + 1);
    }
    if (!rest.empty() || text.empty() || !(total <= most))
        refuse();
    return static_cast<std::int64_t>(std::round(total * 1e3) / 1e3); // MLflow goes by way of microseconds.
}

result<selection> select_trash(store::any_store& store, store::trash trash, const purge_request& request)
{
    auto all = deal(std::move(trash));
    return request.names_ids() ? choose_named(store, std::move(all), request) : choose_old(std::move(all), request);
}

} // namespace mltrack::program
