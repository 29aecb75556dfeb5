#pragma once

#include <mltrack/fluent/impl/target_run.hpp>
#include <mltrack/fluent/inputs.hpp>
#include <mltrack/schema/system_tags.hpp>

namespace mltrack {

MLTRACK_DECL void log_input(const schema::dataset& dataset, const input_options& options)
{
    schema::dataset_input input{.dataset = dataset};
    for (const auto& [key, value] : options.tags)
        input.tags.push_back({.key = key, .value = value.text()});
    if (!options.context.empty())
        input.tags.push_back({.key = schema::dataset_context_tag, .value = options.context});
    auto run = fluent::target_of(options.run_id);
    run.api.log_inputs({.run_id = run.id, .datasets = {std::move(input)}});
}

MLTRACK_DECL void log_model_inputs(const std::vector<schema::id::model>& models, const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    schema::log_inputs::request request{.run_id = run.id};
    for (const auto& model : models)
        request.models.push_back({.model_id = model});
    run.api.log_inputs(request);
}

MLTRACK_DECL void log_outputs(const std::vector<schema::model_output>& models, const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    run.api.log_outputs({.run_id = run.id, .models = models});
}

} // namespace mltrack
