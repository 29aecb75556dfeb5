#include "commands.hpp"
#include "console/json.hpp"
#include "console/table.hpp"
#include "console/time.hpp"
#include "experiments/experiment_choice.hpp"
#include "paging.hpp"
#include "runs/run_creation.hpp"
#include "runs/run_description.hpp"
#include "runs/tags.hpp"
#include "verb.hpp"
#include "view.hpp"

#include <iostream>

namespace mltrack::program {
namespace {

struct list_options : verb_options
{
    std::string experiment_id;
    schema::view_type view = schema::view_type::ACTIVE_ONLY;
};

void list(const list_options& options)
{
    auto api = open(options);
    std::vector<schema::run> found;
    for_each_run(api, {.experiment_ids = {options.experiment_id}, .run_view_type = options.view}, no_limit,
                 [&](const schema::run& each) { found.push_back(each); });
    if (options.json) {
        std::cout << to_json(found) << '\n';
        return;
    }
    table shown({"Date", "Name", "ID"});
    for (const auto& each : found)
        shown.add({date_and_time(each.info.start_time) + " UTC", each.info.run_name, each.info.run_id.value});
    std::cout << shown;
}

struct search_options : verb_options
{
    std::vector<std::string> experiment_ids;
    std::vector<std::string> experiment_names;
    std::string filter;
    std::vector<std::string> order_by;
    std::vector<std::string> columns;
    std::size_t max_results = 100;
    schema::view_type view = schema::view_type::ACTIVE_ONLY;
};

std::string duration_of(const schema::run_info& run)
{
    if (!run.end_time)
        return "";
    const auto tenths = (run.end_time->value - run.start_time.value) / 100;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

/// What `metrics.KEY`, `params.KEY` or `tags.KEY` is in a run; empty when it is not there.
std::string cell(const schema::run& run, const std::string& column)
{
    const auto dot = column.find('.');
    const auto kind = column.substr(0, dot);
    const auto key = dot == column.npos ? std::string() : column.substr(dot + 1);
    const auto find_in = [&](const auto& items) {
        return std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.key->value == key; });
    };
    if (kind == "metrics") {
        std::string out;
        if (const auto found = find_in(run.data.metrics); found != run.data.metrics.end())
            codec::append_double(out, *found->value);
        return out;
    }
    if (kind == "params") {
        const auto found = find_in(run.data.params);
        return found == run.data.params.end() ? "" : found->value;
    }
    if (kind == "tags") {
        const auto found = find_in(run.data.tags);
        return found == run.data.tags.end() ? "" : found->value;
    }
    refuse_usage("'" + column + "' is no column: write metrics.KEY, params.KEY or tags.KEY.");
}

void print(const std::vector<schema::run>& runs, const std::vector<std::string>& columns)
{
    std::vector<std::string> headings{"ID", "Name", "Status", "Started (UTC)", "Duration"};
    headings.insert(headings.end(), columns.begin(), columns.end());
    table shown(std::move(headings));
    for (const auto& run : runs) {
        std::vector<std::string> cells{run.info.run_id.value, run.info.run_name,
                                       std::string(reflect::enum_name(run.info.status)),
                                       date_and_time(run.info.start_time), duration_of(run.info)};
        for (const auto& column : columns)
            cells.push_back(cell(run, column));
        shown.add(std::move(cells));
    }
    std::cout << shown;
}

void search(const search_options& options)
{
    cell({}, options.columns.empty() ? "metrics." : options.columns.front());
    auto api = open(options);
    schema::search_runs::request request{
        .filter = options.filter, .run_view_type = options.view, .order_by = options.order_by};
    request.experiment_ids.assign(options.experiment_ids.begin(), options.experiment_ids.end());
    for (const auto& name : options.experiment_names)
        request.experiment_ids.push_back(
            api.get_experiment_by_name({.experiment_name = name}).experiment.experiment_id);
    if (request.experiment_ids.empty())
        for_each_found<schema::search_experiments>(
            api, &schema::search_experiments::response::experiments, {}, no_limit,
            [&](const schema::experiment& each) { request.experiment_ids.push_back(each.experiment_id); });
    std::vector<schema::run> found;
    for_each_run(api, std::move(request), options.max_results, [&](const schema::run& each) { found.push_back(each); });
    if (options.json)
        std::cout << to_json(found) << '\n';
    else
        print(found, options.columns);
}

struct one_run_options : verb_options
{
    std::string id;
};

void describe(const one_run_options& options)
{
    std::cout << describe_run(open(options).get_run({.run_id = options.id}).run) << '\n';
}

void tell(const verb_options& options, const std::string& id, std::string_view what)
{
    if (!options.json) {
        std::cout << "Run with id " << id << " has been " << what << ".\n";
        return;
    }
    std::cout << to_json_object([&](auto& json) { json.member("run_id", id); }) << '\n';
}

void remove(const one_run_options& options)
{
    open(options).delete_run({.run_id = options.id});
    tell(options, options.id, "deleted");
}

void restore(const one_run_options& options)
{
    open(options).restore_run({.run_id = options.id});
    tell(options, options.id, "restored");
}

struct tag_options : verb_options
{
    std::string id;
    std::vector<std::string> tags;
    std::vector<std::string> removed;
};

void tag(const tag_options& options)
{
    if (options.tags.empty() && options.removed.empty())
        refuse_usage("Give --tag KEY=VALUE or --delete KEY.");
    auto api = open(options);
    if (auto tags = parse_tags(options.tags); !tags.empty())
        api.log_batch({.run_id = options.id, .tags = std::move(tags)});
    for (const auto& key : options.removed)
        api.delete_tag({.run_id = options.id, .key = key});
    tell(options, options.id, "tagged");
}

void add_one(CLI::App& group, const std::string& name, const std::string& description,
             void (*run)(const one_run_options&))
{
    const auto [command, options] = add_verb<one_run_options>(group, name, description, run);
    command.add_option("-r,--run-id", options.id, "The run.")->required();
}

void add_create(CLI::App& group)
{
    const auto [command, options] =
        add_verb<run_creation>(group, "create", "Create a run that has ended, for what ran elsewhere.", create_run);
    add_choice(command, options.experiment, "--experiment-id", "--experiment-name");
    command.add_option("--run-name", options.name, "Its name; a generated one if not given.");
    command.add_option("--description", options.description, "What the run is about.");
    command.add_option("-t,--tags", options.tags, "A tag as KEY=VALUE; may be given several times.");
    command.add_option("--status", options.status, "How it ended: FINISHED, FAILED or KILLED.")
        ->transform(CLI::IsMember({"FINISHED", "FAILED", "KILLED"}, CLI::ignore_case).description("STATUS"))
        ->capture_default_str();
    command.add_option("--parent-run-id", options.parent, "The run that it is part of.");
}

void add_searches(CLI::App& group)
{
    {
        const auto [command, options] = add_verb<list_options>(group, "list", "List the runs of an experiment.", list);
        command.add_option("--experiment-id", options.experiment_id, "The experiment.")
            ->required()
            ->envname("MLFLOW_EXPERIMENT_ID");
        add_view_option(command, options.view);
    }
    const auto [command, options] =
        add_verb<search_options>(group, "search", "Find runs by metrics, params, tags and attributes.", search);
    command.add_option("--experiment-id", options.experiment_ids, "Where to look; may be given several times.");
    command.add_option("--experiment-name", options.experiment_names,
                       "Where to look, by name; in all experiments if neither is given.");
    command.add_option("--filter", options.filter,
                       "A search expression, as \"metrics.loss < 0.5 AND params.opt = 'adam'\".");
    command.add_option("--order-by", options.order_by, "What to sort by, as \"metrics.loss ASC\".");
    command.add_option("--columns", options.columns, "More columns: metrics.KEY, params.KEY or tags.KEY.");
    command.add_option("--max-results", options.max_results, "The most runs to show.")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    add_view_option(command, options.view);
}

} // namespace

void add_runs_commands(CLI::App& program)
{
    auto& group = add_group(program, "runs", "Find, describe and change runs.");
    add_create(group);
    add_searches(group);
    add_one(group, "describe", "Print all of a run as JSON.", describe);
    add_one(group, "delete", "Put a run into the trash.", remove);
    add_one(group, "restore", "Take a run out of the trash.", restore);
    const auto [command, options] = add_verb<tag_options>(group, "tag", "Set and remove tags of a run.", tag);
    command.add_option("-r,--run-id", options.id, "The run.")->required();
    command.add_option("-t,--tag", options.tags, "A tag to set, as KEY=VALUE; may be given several times.");
    command.add_option("-d,--delete", options.removed, "The key of a tag to remove; may be given several times.");
}

} // namespace mltrack::program
