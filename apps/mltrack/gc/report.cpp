#include "gc/report.hpp"

#include "console/json.hpp"
#include "console/table.hpp"

#include <iostream>

namespace mltrack::program {
namespace {

/// Visits all runs and models, those of the experiments first.
template <class OnRun, class OnModel>
void visit_members(const selection& selected, OnRun on_run, OnModel on_model)
{
    for (const auto& experiment : selected.experiments) {
        for (const auto& run : experiment.runs)
            on_run(run.info);
        for (const auto& kept : experiment.models)
            on_model(kept.model.info);
    }
    for (const auto& run : selected.runs)
        on_run(run.info);
    for (const auto& kept : selected.models)
        on_model(kept.model.info);
}

std::string counted(std::size_t count, const std::string& what)
{
    return std::to_string(count) + ' ' + what + (count == 1 ? "" : "s");
}

/// Writes an array of objects, each by `write(item)`.
template <class Items, class Write>
void write_objects(codec::json::writer& json, std::string_view name, const Items& items, Write write)
{
    json.key(name);
    json.array([&] {
        for (const auto& item : items)
            json.object([&] { write(item); });
    });
}

} // namespace

std::string counts_of(const selection& selected)
{
    std::size_t runs = 0, models = 0;
    visit_members(selected, [&](auto&) { ++runs; }, [&](auto&) { ++models; });
    return counted(selected.experiments.size(), "experiment") + ", " + counted(runs, "run") + " and " +
           counted(models, "logged model");
}

bool is_empty(const selection& selected)
{
    return selected.experiments.empty() && selected.runs.empty() && selected.models.empty();
}

void print_table(const selection& selected)
{
    table shown({"What", "ID", "Name", "Artifacts"});
    for (const auto& experiment : selected.experiments)
        shown.add({"experiment", experiment.info.experiment_id.value, experiment.info.name, ""});
    visit_members(
        selected,
        [&](const schema::run_info& run) { shown.add({"run", run.run_id.value, run.run_name, run.artifact_uri}); },
        [&](const schema::logged_model_info& model) {
            shown.add({"logged model", model.model_id.value, model.name, model.artifact_uri});
        });
    if (!is_empty(selected))
        std::cout << shown;
    std::cout << "Would remove " << counts_of(selected) << ".\n";
}

void print_json(const selection& selected, const std::vector<purge_failure>& failures, bool is_dry_run)
{
    std::vector<schema::run_info> runs;
    std::vector<schema::logged_model_info> models;
    visit_members(selected, [&](auto& run) { runs.push_back(run); }, [&](auto& model) { models.push_back(model); });
    std::cout << to_json_object([&](codec::json::writer& json) {
        json.key("dry_run");
        json.boolean(is_dry_run);
        write_objects(json, "experiments", selected.experiments, [&](const doomed_experiment& each) {
            json.member("experiment_id", each.info.experiment_id.value);
            json.member("name", each.info.name);
        });
        write_objects(json, "runs", runs, [&](const schema::run_info& each) {
            json.member("run_id", each.run_id.value);
            json.member("run_name", each.run_name);
            json.member("experiment_id", each.experiment_id.value);
            json.member("artifact_uri", each.artifact_uri);
        });
        write_objects(json, "logged_models", models, [&](const schema::logged_model_info& each) {
            json.member("model_id", each.model_id.value);
            json.member("name", each.name);
            json.member("experiment_id", each.experiment_id.value);
            json.member("artifact_uri", each.artifact_uri);
        });
        write_objects(json, "failed", failures, [&](const purge_failure& each) {
            json.member("what", each.kind);
            json.member("id", each.id);
            json.member("error", each.why);
        });
    }) << '\n';
}

} // namespace mltrack::program
