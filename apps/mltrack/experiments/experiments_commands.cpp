#include "commands.hpp"
#include "console/json.hpp"
#include "console/table.hpp"
#include "experiment_choice.hpp"
#include "experiments/runs_csv.hpp"
#include "paging.hpp"
#include "verb.hpp"
#include "view.hpp"

#include <algorithm>
#include <iostream>
#include <tuple>
#include <utility>

namespace mltrack::program {
namespace {

struct create_options : verb_options
{
    std::string name;
    std::string location;
};

void create(const create_options& options)
{
    const auto created = open(options, missing_database::make)
                             .create_experiment({.name = options.name, .artifact_location = options.location});
    if (options.json)
        std::cout << to_json(created) << '\n';
    else
        std::cout << "Created experiment '" << printable(options.name) << "' with id " << created.experiment_id.value
                  << '\n';
}

struct search_options : verb_options
{
    schema::view_type view = schema::view_type::ACTIVE_ONLY;
    std::size_t max_results = no_limit;
    std::string filter;
    std::vector<std::string> order_by;
};

bool by_number(const schema::experiment& left, const schema::experiment& right)
{
    const auto& [one, other] = std::tie(left.experiment_id.value, right.experiment_id.value);
    return std::pair(one.size(), one) < std::pair(other.size(), other);
}

void search(const search_options& options)
{
    auto api = open(options);
    std::vector<schema::experiment> found;
    for_each_found<schema::search_experiments>(
        api, &schema::search_experiments::response::experiments,
        {.filter = options.filter, .order_by = options.order_by, .view_type = options.view}, options.max_results,
        [&](const schema::experiment& each) { found.push_back(each); });
    if (options.order_by.empty())
        std::sort(found.begin(), found.end(), by_number);
    if (options.json) {
        std::cout << to_json(found) << '\n';
        return;
    }
    table shown({"Experiment Id", "Name", "Artifact Location"});
    for (const auto& each : found)
        shown.add({each.experiment_id.value, each.name, each.artifact_location});
    std::cout << shown;
}

struct get_options : verb_options
{
    experiment_choice which;
    std::string output = "table";
};

/// As MLflow prints it: names sorted, tags as an object.
std::string sorted_json(const schema::experiment& experiment)
{
    return to_json_object([&](auto& json) {
        json.member("artifact_location", experiment.artifact_location);
        json.key("creation_time");
        json.integer(experiment.creation_time.value);
        json.member("experiment_id", experiment.experiment_id.value);
        json.key("last_update_time");
        json.integer(experiment.last_update_time.value);
        json.member("lifecycle_stage", reflect::enum_name(experiment.lifecycle_stage));
        json.member("name", experiment.name);
        json.key("tags");
        json.object([&] {
            for (const auto& tag : experiment.tags)
                json.member(tag.key->value, tag.value.value);
        });
        json.member("workspace", experiment.workspace);
    });
}

void get(const get_options& options)
{
    check(options.which);
    auto api = open(options);
    const auto experiment = find(options.which, api);
    if (options.json || options.output == "json") {
        std::cout << sorted_json(experiment) << '\n';
        return;
    }
    std::string tags;
    for (const auto& tag : experiment.tags)
        tags += (tags.empty() ? "" : ", ") + tag.key->value + '=' + tag.value.value;
    std::cout << "Experiment ID      : " << experiment.experiment_id.value << '\n'
              << "Name               : " << printable(experiment.name) << '\n'
              << "Artifact Location  : " << printable(experiment.artifact_location) << '\n'
              << "Lifecycle Stage    : " << reflect::enum_name(experiment.lifecycle_stage) << '\n'
              << "Creation Time      : " << experiment.creation_time.value << '\n'
              << "Last Update Time   : " << experiment.last_update_time.value << '\n'
              << "Tags               : " << printable(tags) << '\n';
}

struct datasets_options : verb_options
{
    std::string id;
};

void datasets(const datasets_options& options)
{
    auto found = open(options).search_datasets({.experiment_ids = {options.id}}).dataset_summaries;
    std::sort(found.begin(), found.end());
    if (options.json) {
        std::cout << to_json(found) << '\n';
        return;
    }
    table shown({"Name", "Digest", "Context"});
    for (const auto& each : found)
        shown.add({each.name, each.digest, each.context.value_or("")});
    std::cout << shown;
}

struct one_experiment_options : verb_options
{
    std::string id;
    std::string new_name;
};

void tell(const one_experiment_options& options, std::string_view what)
{
    if (options.json)
        std::cout << to_json(schema::create_experiment::response{.experiment_id = options.id}) << '\n';
    else
        std::cout << "Experiment with id " << options.id << " has been " << what << ".\n";
}

void remove(const one_experiment_options& options)
{
    open(options).delete_experiment({.experiment_id = options.id});
    tell(options, "deleted");
}

void restore(const one_experiment_options& options)
{
    open(options).restore_experiment({.experiment_id = options.id});
    tell(options, "restored");
}

void rename(const one_experiment_options& options)
{
    open(options).update_experiment({.experiment_id = options.id, .new_name = options.new_name});
    tell(options, "renamed to '" + printable(options.new_name) + "'");
}

void add_search(CLI::App& group, const std::string& name, const std::string& description)
{
    const auto [command, options] = add_verb<search_options>(group, name, description, search);
    add_view_option(command, options.view);
    command.add_option("--max-results", options.max_results, "The most experiments to show; all if not given.")
        ->check(at_least_one());
    command.add_option("--filter", options.filter, "A search expression, as \"name LIKE 'vision%'\".");
    command.add_option("--order-by", options.order_by, "What to sort by, as \"name ASC\"; may be given several times.");
}

void add_one(CLI::App& group, const std::string& name, const std::string& description,
             void (*run)(const one_experiment_options&))
{
    const auto [command, options] = add_verb<one_experiment_options>(group, name, description, run);
    command.add_option("-x,--experiment-id", options.id, "The experiment.")->required();
    if (run == rename)
        command.add_option("--new-name", options.new_name, "The name it gets.")->required();
}

} // namespace

void add_experiments_commands(CLI::App& program)
{
    auto& group = add_group(program, "experiments", "Create, find and change experiments.");
    {
        const auto [command, options] = add_verb<create_options>(group, "create", "Create an experiment.", create);
        command.add_option("-n,--experiment-name", options.name, "Its name, which no other experiment has.")
            ->required();
        command.add_option("-l,--artifact-location", options.location,
                           "The root URI of its runs' artifacts; the server's choice if not given.");
    }
    add_search(group, "search", "Find experiments.");
    add_search(group, "list", "List experiments; the same as search.");
    {
        const auto [command, options] = add_verb<get_options>(group, "get", "Show an experiment.", get);
        add_choice(command, options.which, "-x,--experiment-id", "-n,--experiment-name");
        command.add_option("--output", options.output, "The form of the answer: table or json.")
            ->transform(one_of({"table", "json"}))
            ->capture_default_str();
    }
    {
        const auto [command, options] = add_verb<datasets_options>(
            group, "datasets", "List the data sets that runs of an experiment read, and what for.", datasets);
        command.add_option("-x,--experiment-id", options.id, "The experiment.")->required();
    }
    add_one(group, "rename", "Rename an experiment.", rename);
    add_one(group, "delete", "Put an experiment and its runs into the trash.", remove);
    add_one(group, "restore", "Take an experiment and its runs out of the trash.", restore);
    {
        const auto [command, options] =
            add_verb<csv_options>(group, "csv", "Write all runs of an experiment as CSV.", write_csv);
        command.add_option("-x,--experiment-id", options.experiment_id, "The experiment.")->required();
        command.add_option("-o,--filename", options.file, "The file to write; the terminal if not given.");
    }
}

} // namespace mltrack::program
