#include "commands.hpp"
#include "console/json.hpp"
#include "console/table.hpp"
#include "console/time.hpp"
#include "paging.hpp"
#include "runs/tags.hpp"
#include "verb.hpp"

#include <iostream>

namespace mltrack::program {
namespace {

struct list_options : verb_options
{
    std::vector<std::string> experiment_ids;
    std::string filter;
    std::vector<std::string> order_by;
    std::size_t max_results = 100;
};

/// `READY` of `LOGGED_MODEL_READY`.
std::string status_of(const schema::logged_model_info& model)
{
    constexpr std::string_view prefix = "LOGGED_MODEL_";
    return std::string(reflect::enum_name(model.status).substr(prefix.size()));
}

/// `FIELD`, `FIELD ASC` or `FIELD DESC`.
schema::logged_model_order parse_order(const std::string& text)
{
    for (const auto& [word, ascending] : {std::pair(" ASC", true), {" asc", true}, {" DESC", false}, {" desc", false}})
        if (text.ends_with(word))
            return {.field_name = text.substr(0, text.size() - std::string_view(word).size()), .ascending = ascending};
    return {.field_name = text};
}

void list(const list_options& options)
{
    auto api = open(options);
    schema::search_logged_models::request request{.filter = options.filter};
    for (const auto& text : options.order_by)
        request.order_by.push_back(parse_order(text));
    for (const auto& id : options.experiment_ids)
        request.experiment_ids.push_back(api.get_experiment({.experiment_id = id}).experiment.experiment_id);
    if (request.experiment_ids.empty())
        for_each_found<schema::search_experiments>(
            api, &schema::search_experiments::response::experiments, {}, no_limit,
            [&](const schema::experiment& each) { request.experiment_ids.push_back(each.experiment_id); });
    std::vector<schema::logged_model> found;
    if (!request.experiment_ids.empty())
        for_each_found<schema::search_logged_models>(api, &schema::search_logged_models::response::models,
                                                     std::move(request), options.max_results,
                                                     [&](const schema::logged_model& each) { found.push_back(each); });
    if (options.json) {
        std::cout << to_json(found) << '\n';
        return;
    }
    table shown({"ID", "Name", "Type", "Status", "Created (UTC)", "Run"});
    for (const auto& [info, data] : found)
        shown.add({info.model_id.value, info.name, info.model_type.value_or(""), status_of(info),
                   date_and_time(info.creation_timestamp_ms), info.source_run_id.value_or("")});
    std::cout << shown;
}

struct one_model_options : verb_options
{
    std::string id;
};

/// `a=1, b=2`.
template <class Items>
std::string joined(const Items& items)
{
    std::string out;
    for (const auto& item : items)
        out += (out.empty() ? "" : ", ") + item.key + '=' + item.value;
    return printable(out);
}

void get(const one_model_options& options)
{
    const auto model = open(options).get_logged_model({.model_id = options.id}).model;
    if (options.json) {
        std::cout << to_json(model) << '\n';
        return;
    }
    const auto& info = model.info;
    std::cout << "Model ID           : " << info.model_id.value << '\n'
              << "Name               : " << printable(info.name) << '\n'
              << "Type               : " << printable(info.model_type.value_or("")) << '\n'
              << "Status             : " << status_of(info) << '\n'
              << "Experiment ID      : " << info.experiment_id.value << '\n'
              << "Run                : " << printable(info.source_run_id.value_or("")) << '\n'
              << "Artifact Location  : " << printable(info.artifact_uri) << '\n'
              << "Creation Time      : " << info.creation_timestamp_ms.value << '\n'
              << "Last Update Time   : " << info.last_updated_timestamp_ms.value << '\n'
              << "Params             : " << joined(model.data.params) << '\n'
              << "Tags               : " << joined(info.tags) << '\n';
    if (model.data.metrics.empty())
        return;
    table shown({"Metric", "Value", "Step", "Data Set", "Run"});
    for (const auto& metric : model.data.metrics) {
        std::string value;
        codec::append_double(value, *metric.value);
        shown.add({metric.key->value, value, std::to_string(metric.step),
                   metric.dataset_name ? std::string(*metric.dataset_name) : "",
                   metric.run_id ? metric.run_id->value : ""});
    }
    std::cout << '\n' << shown;
}

void tell(const verb_options& options, const std::string& id, std::string_view what)
{
    if (options.json)
        std::cout << to_json_object([&](auto& json) { json.member("model_id", id); }) << '\n';
    else
        std::cout << "Logged model with id " << printable(id) << " has been " << what << ".\n";
}

void remove(const one_model_options& options)
{
    open(options).delete_logged_model({.model_id = options.id});
    tell(options, options.id, "deleted");
}

struct tag_options : one_model_options
{
    std::vector<std::string> tags;
    std::vector<std::string> removed;
};

void tag(const tag_options& options)
{
    if (options.tags.empty() && options.removed.empty())
        refuse_usage("Give --tag KEY=VALUE or --delete KEY.");
    schema::set_logged_model_tags::request request{.model_id = options.id};
    for (const auto& given : parse_tags(options.tags))
        request.tags.push_back({given.key->value, given.value});
    auto api = open(options);
    for (const auto& key : options.removed)
        api.delete_logged_model_tag({.model_id = options.id, .tag_key = key});
    if (!request.tags.empty())
        api.set_logged_model_tags(request);
    tell(options, options.id, "tagged");
}

template <class Options>
verb<Options> add_one(CLI::App& group, const std::string& name, const std::string& description,
                      void (*run)(const Options&))
{
    const auto added = add_verb<Options>(group, name, description, run);
    added.command.add_option("-m,--model-id", added.options.id, "The logged model.")->required();
    return added;
}

} // namespace

void add_models_commands(CLI::App& program)
{
    auto& group = add_group(program, "models", "Find, show and change logged models.");
    {
        const auto [command, options] =
            add_verb<list_options>(group, "list", "Find logged models by metrics, params, tags and attributes.", list);
        command.add_option("-x,--experiment-id", options.experiment_ids,
                           "Where to look; may be given several times; in all experiments if not given.");
        command.add_option("--filter", options.filter,
                           "A search expression, as \"metrics.acc > 0.5 AND params.opt = 'adam'\".");
        command.add_option("--order-by", options.order_by, "What to sort by, as \"metrics.acc DESC\".");
        command.add_option("--max-results", options.max_results, "The most models to show.")
            ->check(at_least_one())
            ->capture_default_str();
    }
    add_one(group, "get", "Show a logged model with its params, tags and metrics.", get);
    add_one(group, "delete", "Put a logged model into the trash.", remove);
    const auto [command, options] = add_one(group, "tag", "Set and remove tags of a logged model.", tag);
    command.add_option("-t,--tag", options.tags, "A tag to set, as KEY=VALUE; may be given several times.");
    command.add_option("-d,--delete", options.removed, "The key of a tag to remove; may be given several times.");
}

} // namespace mltrack::program
