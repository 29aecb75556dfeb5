#pragma once

#include <mltrack/schema/entity/logged_model.hpp>
#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/model_records.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/impl/reading.hpp>
#include <mltrack/store/sql/metrics/queries.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/rows/logged_models.hpp>

#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// How `store::sql` keeps logged models, within a transaction.

namespace mltrack::store::relational {

/// The row of a model.
inline rows::logged_model to_row(const schema::logged_model_info& info, std::int64_t experiment)
{
    rows::logged_model row;
    row.model_id = info.model_id.value;
    row.experiment_id = experiment;
    row.name = info.name;
    row.artifact_location = info.artifact_uri;
    row.creation_timestamp_ms = info.creation_timestamp_ms.value;
    row.last_updated_timestamp_ms = info.last_updated_timestamp_ms.value;
    row.status = static_cast<std::int64_t>(info.status);
    row.lifecycle_stage = reflect::enum_name(schema::lifecycle_stage::active);
    row.model_type = info.model_type;
    row.source_run_id = info.source_run_id;
    row.status_message = info.status_message;
    return row;
}

/// The model of a row, without its params, tags and metrics.
inline kept_model to_model(const rows::logged_model& row)
{
    const auto text_of = [](const auto& text) { return text ? std::optional<std::string>(text->value) : std::nullopt; };
    kept_model kept;
    auto& info = kept.model.info;
    info.model_id = std::string(row.model_id.value);
    info.experiment_id = std::to_string(row.experiment_id.value);
    info.name = row.name.value;
    info.creation_timestamp_ms = row.creation_timestamp_ms;
    info.last_updated_timestamp_ms = row.last_updated_timestamp_ms;
    info.artifact_uri = row.artifact_location.value;
    info.status = static_cast<schema::logged_model_status>(row.status.value);
    info.model_type = text_of(row.model_type);
    info.source_run_id = text_of(row.source_run_id);
    info.status_message = text_of(row.status_message);
    if (row.lifecycle_stage && row.lifecycle_stage->value == reflect::enum_name(schema::lifecycle_stage::deleted))
        kept.stage = schema::lifecycle_stage::deleted;
    return kept;
}

/// The metric of a row, which MLflow keeps as 0 when it is NaN.
inline schema::metric to_metric(const rows::logged_model_metric& row, bool is_nan)
{
    schema::metric metric;
    metric.key = row.metric_name.value;
    metric.value = is_nan ? std::numeric_limits<double>::quiet_NaN() : row.metric_value.value_or(0);
    metric.timestamp = schema::metric_time(row.metric_timestamp_ms);
    metric.step = row.metric_step;
    metric.model_id = std::string(row.model_id.value);
    metric.run_id = std::string(row.run_id.value);
    if (row.dataset_name)
        metric.dataset_name = row.dataset_name->value;
    if (row.dataset_digest)
        metric.dataset_digest = row.dataset_digest->value;
    return metric;
}

/// The row of a run's metric that belongs to a model.
inline rows::logged_model_metric to_row(const schema::metric& metric, const schema::id::run& run,
                                        std::int64_t experiment)
{
    rows::logged_model_metric row;
    row.model_id = metric.model_id->value;
    row.metric_name = std::string_view(*metric.key);
    row.metric_timestamp_ms = metric.timestamp->value;
    row.metric_step = metric.step;
    row.metric_value = ordering_value(*metric.value);
    row.experiment_id = experiment;
    row.run_id = run.value;
    if (metric.dataset_name)
        row.dataset_name = *metric.dataset_name;
    if (metric.dataset_digest)
        row.dataset_digest = *metric.dataset_digest;
    return row;
}

/// The models that a bound query gives, with all that belongs to them.
template <sql_connection Connection>
result<std::vector<kept_model>> read_models(Connection& connection, typename Connection::statement statement)
{
    std::vector<kept_model> kept;
    MLTRACK_CHECK(
        for_each_row(statement, [&](auto& row) { kept.push_back(to_model(read_row<rows::logged_model>(row))); }));
    std::vector<std::string_view> ids;
    positions<std::string_view> numbers;
    for (const auto& each : kept) {
        numbers.emplace(each.model.info.model_id.value, ids.size());
        ids.emplace_back(each.model.info.model_id.value);
    }
    MLTRACK_CHECK(read_parts<rows::logged_model_param>(
        connection, "model_id", ids, numbers, &rows::logged_model_param::model_id,
        [&](std::size_t number, const auto& row) {
            kept[number].model.data.params.push_back({std::string(row.param_key.value), std::string(row.param_value)});
        }));
    MLTRACK_CHECK(read_parts<rows::logged_model_tag>(
        connection, "model_id", ids, numbers, &rows::logged_model_tag::model_id,
        [&](std::size_t number, const auto& row) {
            kept[number].model.info.tags.push_back({std::string(row.tag_key.value), std::string(row.tag_value)});
        }));
    constexpr std::size_t is_nan = 10; // Behind the columns of the row.
    MLTRACK_CHECK(
        for_each_row_in(connection, model_metrics_query(), std::span<const std::string_view>(ids), [&](auto& each) {
            const auto row = read_row<rows::logged_model_metric>(each);
            kept[numbers.at(row.model_id.value)].model.data.metrics.push_back(to_metric(row, each.truth(is_nan)));
        }));
    return kept;
}

/// The experiment of a model; nothing when there is no such model.
template <sql_connection Connection>
result<std::optional<std::int64_t>> read_model_experiment(Connection& connection, const schema::id::model& id)
{
    MLTRACK_TRY(auto found, prepare(connection, "SELECT experiment_id FROM logged_models WHERE model_id = ?", id));
    MLTRACK_TRY(const bool is_there, found.next());
    return is_there ? std::optional(found.whole(0)) : std::nullopt;
}

/// Adds params to a model, which must not be there.
template <sql_connection Connection>
result<void> add_model_params(Connection& connection, const insert_statements& insert, const schema::id::model& id,
                              std::int64_t experiment, std::span<const schema::logged_model_param> params)
{
    for (const auto& [key, value] : params) {
        MLTRACK_TRY(const auto added, execute_row(connection, insert.model_param,
                                                  rows::logged_model_param{id.value, experiment, key, value}));
        if (added == 0)
            return repeated_model_key("param", id, key);
    }
    return {};
}

/// Refuses a value where the model has another one at the same point.
template <sql_connection Connection>
result<void> check_model_metric(Connection& connection, const rows::logged_model_metric& metric)
{
    MLTRACK_TRY(auto same, prepare(connection,
                                   select_from(definition_of<rows::logged_model_metric>()) +
                                       " WHERE model_id = ? AND metric_name = ? AND metric_timestamp_ms = ? AND "
                                       "metric_step = ? AND run_id = ?",
                                   metric.model_id, metric.metric_name, metric.metric_timestamp_ms, metric.metric_step,
                                   metric.run_id));
    MLTRACK_CHECK(same.next());
    const auto there = read_row<rows::logged_model_metric>(same);
    const auto text_of = [](const auto& text) { return text ? text->value : std::string_view(); };
    if (there.metric_value != metric.metric_value || text_of(there.dataset_name) != text_of(metric.dataset_name) ||
        text_of(there.dataset_digest) != text_of(metric.dataset_digest))
        return model_metric_conflict(std::string(metric.model_id.value), metric.metric_name.value);
    return {};
}

/// Keeps those of a run's metrics with their models that belong to any.
template <sql_connection Connection>
result<void> add_model_metrics(Connection& connection, const insert_statements& insert, const schema::id::run& run,
                               std::span<const schema::metric> metrics)
{
    std::optional<std::int64_t> experiment;
    const schema::id::model* known = nullptr; // Batches mostly belong to one model.
    for (const auto& metric : metrics) {
        if (!metric.model_id)
            continue;
        if (!experiment) {
            MLTRACK_TRY(const auto info, read_run_info(connection, run));
            experiment = info ? experiment_number(info->experiment_id) : std::nullopt;
        }
        if (known == nullptr || *known != *metric.model_id) {
            MLTRACK_TRY(const auto is_there, read_model_experiment(connection, *metric.model_id));
            if (!is_there)
                return metric_of_unknown_model(*metric.model_id);
            known = &*metric.model_id;
        }
        const auto row = to_row(metric, run, experiment.value_or(0));
        MLTRACK_TRY(const auto added, execute_row(connection, insert.model_metric, row));
        if (added == 0)
            MLTRACK_CHECK(check_model_metric(connection, row));
    }
    return {};
}

} // namespace mltrack::store::relational
