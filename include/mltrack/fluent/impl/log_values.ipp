#pragma once

#include <mltrack/fluent/impl/target_run.hpp>
#include <mltrack/fluent/log_values.hpp>

#include <algorithm>

namespace mltrack {
namespace fluent {

/// What MLflow takes in one request: that many params, that many tags, and that many values in all.
inline constexpr std::size_t most_values = 1000;
inline constexpr std::size_t most_texts = 100;

inline schema::metric metric_of(std::string_view key, number_value value, const metric_options& options)
{
    schema::metric metric{.key = key,
                          .value = value.number(),
                          .timestamp = schema::metric_time(options.timestamp.value_or(schema::unix_ms::now())),
                          .step = options.step};
    if (!options.model_id.empty())
        metric.model_id = options.model_id;
    if (!options.dataset_name.empty())
        metric.dataset_name = options.dataset_name;
    if (!options.dataset_digest.empty())
        metric.dataset_digest = options.dataset_digest;
    return metric;
}

/// Whether a logger can take a value.
inline bool is_plain(const schema::metric& metric)
{
    return !metric.model_id && !metric.dataset_name && !metric.dataset_digest;
}

inline void log_in_background(logger& log, const schema::metric& metric)
{
    log.metric(*metric.key, *metric.value, metric.step, schema::unix_ms(metric.timestamp->value));
}

/// Takes the first `most` of the values out of the rest of them.
template <class Value>
std::vector<Value> take(std::span<const Value>& rest, std::size_t most)
{
    const auto first = rest.first(std::min(rest.size(), most));
    rest = rest.subspan(first.size());
    return {first.begin(), first.end()};
}

} // namespace fluent

MLTRACK_DECL void log_param(std::string_view key, const text_value& value, const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    if (const auto log = run.background())
        return log->param(key, value.text());
    run.api.log_parameter({.run_id = run.id, .key = key, .value = value.text()});
}

MLTRACK_DECL void log_params(std::span<const named_text> params, const schema::id::run& run_id)
{
    run_values values;
    for (const auto& [key, value] : params)
        values.params.push_back({.key = key, .value = value.text()});
    log_batch(values, run_id);
}

MLTRACK_DECL void log_metric(std::string_view key, number_value value, const metric_options& options)
{
    auto run = fluent::target_of(options.run_id);
    auto metric = fluent::metric_of(key, value, options);
    if (const auto log = fluent::is_plain(metric) ? run.background() : fluent::run_logger::use())
        return fluent::log_in_background(*log, metric);
    run.api.log_metric({.run_id = run.id,
                        .key = std::move(*metric.key),
                        .value = *metric.value,
                        .timestamp = *metric.timestamp,
                        .step = metric.step,
                        .model_id = std::move(metric.model_id),
                        .dataset_name = std::move(metric.dataset_name),
                        .dataset_digest = std::move(metric.dataset_digest)});
}

MLTRACK_DECL void log_metrics(std::span<const named_number> metrics, const metric_options& options)
{
    auto same = options;
    same.timestamp = options.timestamp.value_or(schema::unix_ms::now());
    run_values values;
    for (const auto& [key, value] : metrics)
        values.metrics.push_back(fluent::metric_of(key, value, same));
    log_batch(values, options.run_id);
}

MLTRACK_DECL void set_tag(std::string_view key, const text_value& value, const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    if (const auto log = run.background())
        return log->tag(key, value.text());
    run.api.set_tag({.run_id = run.id, .key = key, .value = value.text()});
}

MLTRACK_DECL void set_tags(std::span<const named_text> tags, const schema::id::run& run_id)
{
    run_values values;
    for (const auto& [key, value] : tags)
        values.tags.push_back({.key = key, .value = value.text()});
    log_batch(values, run_id);
}

MLTRACK_DECL void delete_tag(std::string_view key, const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    run.api.delete_tag({.run_id = run.id, .key = std::string(key)});
}

MLTRACK_DECL void log_batch(const run_values& values, const schema::id::run& run_id)
{
    using namespace fluent;
    auto run = target_of(run_id);
    if (const auto log = std::ranges::all_of(values.metrics, is_plain) ? run.background() : run_logger::use()) {
        for (const auto& metric : values.metrics)
            log_in_background(*log, metric);
        for (const auto& param : values.params)
            log->param(*param.key, param.value);
        for (const auto& tag : values.tags)
            log->tag(*tag.key, tag.value);
        return;
    }
    std::span<const schema::metric> metrics = values.metrics;
    std::span<const schema::param> params = values.params;
    std::span<const schema::run_tag> tags = values.tags;
    while (!metrics.empty() || !params.empty() || !tags.empty()) {
        schema::log_batch::request request{.run_id = run.id};
        request.params = take(params, most_texts);
        request.tags = take(tags, most_texts);
        request.metrics = take(metrics, most_values - request.params.size() - request.tags.size());
        run.api.log_batch(request);
    }
}

} // namespace mltrack
