#include "commands.hpp"
#include "console/json.hpp"
#include "console/table.hpp"
#include "console/time.hpp"
#include "experiment_choice.hpp"
#include "paging.hpp"
#include "runs/run_creation.hpp"
#include "runs/run_description.hpp"
#include "runs/run_export.hpp"
#include "runs/run_selection.hpp"
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
    const auto experiment = find({.id = options.experiment_id, .name = {}}, api).experiment_id;
    std::vector<schema::run> found;
    for_each_run(api, {.experiment_ids = {experiment}, .run_view_type = options.view}, no_limit,
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

struct search_options : run_selection
{
    std::vector<std::string> columns; ///< As given, several between commas.
    std::size_t max_results = 100;
    bool count = false;
};

std::string duration_of(const schema::run_info& run)
{
    if (!run.end_time || run.end_time->value < run.start_time.value)
        return "";
    const auto tenths = (run.end_time->value - run.start_time.value) / 100;
    return std::to_string(tenths / 10) + '.' + std::to_string(tenths % 10) + " s";
}

/// A column that somebody asked for: `metrics.KEY`, `params.KEY` or `tags.KEY`.
struct column
{
    std::string name;
    std::string key;
    enum { metrics, params, tags } kind;
};

column parse_column(const std::string& name)
{
    const auto dot = std::min(name.find('.'), name.size());
    const auto word = name.substr(0, dot);
    const auto key = name.substr(std::min(dot + 1, name.size()));
    if (!key.empty() && word == "metrics")
        return {name, key, column::metrics};
    if (!key.empty() && word == "params")
        return {name, key, column::params};
    if (!key.empty() && word == "tags")
        return {name, key, column::tags};
    refuse_usage("'" + name + "' is no column: write metrics.KEY, params.KEY or tags.KEY.");
}

/// What stands in a column of a run; empty when the run has no such thing.
std::string cell(const schema::run& run, const column& column)
{
    const auto find_in = [&](const auto& items) {
        const auto found =
            std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.key->value == column.key; });
        return found == items.end() ? nullptr : &*found;
    };
    std::string out;
    if (column.kind == column::metrics) {
        if (const auto* metric = find_in(run.data.metrics))
            codec::append_double(out, *metric->value);
    } else if (column.kind == column::params) {
        if (const auto* param = find_in(run.data.params))
            out = param->value;
    } else if (const auto* tag = find_in(run.data.tags)) {
        out = tag->value;
    }
    return out;
}

void print(const std::vector<schema::run>& runs, const std::vector<column>& columns)
{
    std::vector<std::string> headings{"ID", "Name", "Status", "Started (UTC)", "Duration"};
    for (const auto& each : columns)
        headings.push_back(each.name);
    table shown(std::move(headings));
    for (const auto& run : runs) {
        std::vector<std::string> cells{run.info.run_id.value, run.info.run_name,
                                       std::string(reflect::enum_name(run.info.status)),
                                       date_and_time(run.info.start_time), duration_of(run.info)};
        for (const auto& each : columns)
            cells.push_back(cell(run, each));
        shown.add(std::move(cells));
    }
    std::cout << shown;
}

/// How many runs a search finds, whichever server is asked: one that does not count gives them.
std::int64_t count_runs(tracking::any_tracking_api& api, schema::search_runs::request request)
{
    request.count_only = true;
    request.max_results = 1;
    if (const auto total = api.search_runs(request).total)
        return *total;
    std::int64_t count = 0;
    for_each_run(api, std::move(request), no_limit, [&](const schema::run&) { ++count; });
    return count;
}

void print_count(const search_options& options)
{
    auto api = open(options);
    const auto count = count_runs(api, search_for(options, api));
    if (options.json)
        std::cout << to_json_object([&](auto& json) {
            json.key("total");
            json.integer(count);
        }) << '\n';
    else
        std::cout << count << '\n';
}

void search(const search_options& options)
{
    if (options.count)
        return print_count(options);
    std::vector<column> columns;
    for (const auto& name : split_columns(options.columns))
        columns.push_back(parse_column(name));
    auto api = open(options);
    auto request = search_for(options, api);
    if (!options.json) {
        request.fields = {"info"};
        for (const auto& each : columns)
            request.fields.push_back(each.name);
    }
    std::vector<schema::run> found;
    const bool is_cut = for_each_run(api, std::move(request), options.max_results,
                                     [&](const schema::run& each) { found.push_back(each); });
    if (is_cut)
        std::cerr << "There are more than these " << options.max_results << " runs: --max-results shows more.\n";
    if (options.json)
        std::cout << to_json(found) << '\n';
    else
        print(found, columns);
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
    auto tags = parse_tags(options.tags);
    auto api = open(options);
    for (const auto& key : options.removed)
        api.delete_tag({.run_id = options.id, .key = key});
    if (!tags.empty())
        api.log_batch({.run_id = options.id, .tags = std::move(tags)});
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
    add_choice(command, options.experiment, "--experiment-id", "--experiment-name",
               "The experiment, by its name; made if there is none.");
    command.add_option("--run-name", options.name, "Its name; a generated one if not given.");
    command.add_option("--description", options.description, "What the run is about.");
    command.add_option("-t,--tags", options.tags, "A tag as KEY=VALUE; may be given several times.");
    command.add_option("--status", options.status, "How it ended: FINISHED, FAILED or KILLED.")
        ->transform(one_of({"FINISHED", "FAILED", "KILLED"}))
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
    add_selection_options(command, options);
    command.add_option("--columns", options.columns,
                       "More columns, between commas: metrics.KEY, params.KEY or tags.KEY.");
    command.add_option("--max-results", options.max_results, "The most runs to show.")
        ->check(at_least_one())
        ->capture_default_str();
    command.add_flag("--count", options.count, "Print how many runs there are instead.");
}

} // namespace

void add_runs_commands(CLI::App& program)
{
    auto& group = add_group(program, "runs", "Find, describe and change runs.");
    add_create(group);
    add_searches(group);
    add_run_export(group);
    add_one(group, "describe", "Print all of a run as JSON.", describe);
    add_one(group, "delete", "Put a run into the trash.", remove);
    add_one(group, "restore", "Take a run out of the trash.", restore);
    const auto [command, options] = add_verb<tag_options>(group, "tag", "Set and remove tags of a run.", tag);
    command.add_option("-r,--run-id", options.id, "The run.")->required();
    command.add_option("-t,--tag", options.tags, "A tag to set, as KEY=VALUE; may be given several times.");
    command.add_option("-d,--delete", options.removed, "The key of a tag to remove; may be given several times.");
}

} // namespace mltrack::program
