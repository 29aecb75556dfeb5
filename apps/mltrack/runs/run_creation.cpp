#include "runs/run_creation.hpp"

#include "console/json.hpp"
#include "runs/tags.hpp"
#include <mltrack/client/variables.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <iostream>
#include <pwd.h>
#include <unistd.h>

namespace mltrack::program {
namespace {

/// The experiment of the options, else that of the environment.
experiment_choice choice_of(const run_creation& options)
{
    auto choice = options.experiment;
    if (choice.id.empty() && choice.name.empty())
        choice.id = calling::variable("MLFLOW_EXPERIMENT_ID");
    if (choice.id.empty() && choice.name.empty())
        choice.name = calling::variable("MLFLOW_EXPERIMENT_NAME");
    check(choice);
    return choice;
}

/// The experiment's id; one of a new name is made.
schema::id::experiment find_or_create(const experiment_choice& choice, tracking::any_tracking_api& api)
{
    if (!choice.id.empty())
        return choice.id;
    const auto created = api.try_call<schema::create_experiment>({.name = choice.name});
    if (created)
        return created->experiment_id;
    if (created.error().code != errc::resource_already_exists)
        throw exception(created.error());
    return find(choice, api).experiment_id;
}

std::string user_name()
{
    const auto* entry = ::getpwuid(::geteuid());
    return entry == nullptr ? std::to_string(::geteuid()) : entry->pw_name;
}

std::vector<schema::run_tag> tags_of(const run_creation& options)
{
    auto tags = parse_tags(options.tags);
    const auto set = [&](const char* key, std::string value) {
        if (!value.empty() &&
            std::none_of(tags.begin(), tags.end(), [&](const auto& tag) { return tag.key->value == key; }))
            tags.push_back({.key = key, .value = std::move(value)});
    };
    set(schema::user_tag, user_name());
    set(schema::source_name_tag, "mltrack");
    set(schema::source_type_tag, "LOCAL");
    set(schema::note_tag, options.description);
    set(schema::parent_run_tag, options.parent);
    return tags;
}

} // namespace

void create_run(const run_creation& options)
{
    const auto choice = choice_of(options);
    auto tags = tags_of(options);
    auto api = open(options, missing_database::make);
    if (!options.parent.empty() && !api.try_call<schema::get_run>({.run_id = options.parent}))
        throw exception(
            error{errc::resource_does_not_exist, "--parent-run-id: there is no run '" + options.parent + "'"});
    const auto created = api.create_run({.experiment_id = find_or_create(choice, api),
                                         .user_id = user_name(),
                                         .run_name = options.name,
                                         .start_time = schema::unix_ms::now(),
                                         .tags = std::move(tags)})
                             .run.info;
    const auto ended = api.update_run({.run_id = created.run_id,
                                       .status = reflect::enum_value<schema::run_status>(options.status),
                                       .end_time = schema::unix_ms::now()})
                           .run_info;
    std::cout << to_json_object([&](auto& json) {
        json.member("run_id", ended.run_id.value);
        json.member("experiment_id", ended.experiment_id.value);
        json.member("status", reflect::enum_name(ended.status));
        json.member("run_name", ended.run_name);
    }) << '\n';
}

} // namespace mltrack::program
