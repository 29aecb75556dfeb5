#pragma once

#include <mltrack/fluent/experiments.hpp>
#include <mltrack/fluent/impl/active_experiment.hpp>
#include <mltrack/fluent/impl/connections.hpp>

#include <algorithm>

namespace mltrack {
namespace fluent {

inline schema::experiment make_active(schema::experiment found)
{
    if (found.lifecycle_stage != schema::lifecycle_stage::active)
        throw exception(error{errc::invalid_parameter_value,
                              "The experiment '" + found.name +
                                  "' is deleted and takes no runs: restore it (restore_experiment), or remove it for "
                                  "good to make a new one of this name"});
    active_experiment::instance().set(found.experiment_id);
    return found;
}

MLTRACK_DECL schema::experiment set_experiment_by_id(const schema::id::experiment& id)
{
    return make_active(connections::instance().api().get_experiment({.experiment_id = id}).experiment);
}

inline schema::id::experiment current_experiment(tracking::any_tracking_api& api)
{
    return active_experiment::instance().resolve(api);
}

} // namespace fluent

MLTRACK_DECL schema::id::experiment create_experiment(std::string_view name, const experiment_options& options)
{
    schema::create_experiment::request request{.name = name, .artifact_location = options.artifact_location};
    for (const auto& [key, value] : options.tags)
        request.tags.push_back({.key = key, .value = value.text()});
    return fluent::connections::instance().api().create_experiment(request).experiment_id;
}

MLTRACK_DECL schema::experiment set_experiment(std::string_view name)
{
    auto api = fluent::connections::instance().api();
    return fluent::make_active(fluent::find_or_create(api, std::string(name)));
}

MLTRACK_DECL schema::experiment get_experiment(const schema::id::experiment& id)
{
    return fluent::connections::instance().api().get_experiment({.experiment_id = id}).experiment;
}

MLTRACK_DECL std::optional<schema::experiment> get_experiment_by_name(std::string_view name)
{
    auto found = fluent::connections::instance().api().try_call<schema::get_experiment_by_name>(
        {.experiment_name = std::string(name)});
    if (found.has_error() && found.error().code == errc::resource_does_not_exist)
        return std::nullopt;
    return std::move(found).value().experiment;
}

MLTRACK_DECL std::vector<schema::experiment> search_experiments(const experiment_search& search)
{
    constexpr std::size_t most_a_page = 1000;
    auto api = fluent::connections::instance().api();
    std::vector<schema::experiment> all;
    schema::search_experiments::request request{
        .filter = search.filter, .order_by = search.order_by, .view_type = search.view};
    while (all.size() < search.max_results) {
        request.max_results = static_cast<std::int64_t>(std::min(most_a_page, search.max_results - all.size()));
        auto page = api.search_experiments(request);
        std::move(page.experiments.begin(), page.experiments.end(), std::back_inserter(all));
        if (page.next_page_token.value_or("").empty())
            break;
        request.page_token = *page.next_page_token;
    }
    return all;
}

MLTRACK_DECL void delete_experiment(const schema::id::experiment& id)
{
    fluent::connections::instance().api().delete_experiment({.experiment_id = id});
}

MLTRACK_DECL void restore_experiment(const schema::id::experiment& id)
{
    fluent::connections::instance().api().restore_experiment({.experiment_id = id});
}

MLTRACK_DECL void set_experiment_tag(std::string_view key, const text_value& value)
{
    const named_text tag{std::string(key), value};
    set_experiment_tags(std::span(&tag, 1));
}

MLTRACK_DECL void set_experiment_tags(std::span<const named_text> tags)
{
    auto api = fluent::connections::instance().api();
    const auto experiment = fluent::current_experiment(api);
    for (const auto& [key, value] : tags)
        api.set_experiment_tag({.experiment_id = experiment, .key = key, .value = value.text()});
}

MLTRACK_DECL void delete_experiment_tag(std::string_view key)
{
    auto api = fluent::connections::instance().api();
    api.delete_experiment_tag({.experiment_id = fluent::current_experiment(api), .key = std::string(key)});
}

} // namespace mltrack
