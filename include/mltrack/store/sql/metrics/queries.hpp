#pragma once

#include <mltrack/store/sql/dialect.hpp>
#include <mltrack/store/sql/rows/logged_models.hpp>
#include <mltrack/store/sql/rows/tracking.hpp>
#include <mltrack/store/sql/statements.hpp>

#include <string>

/// @file
/// The queries for logged values. They ask `metrics`, which is a table or a view, and either way reach no more than the
/// values of one metric of one run.

namespace mltrack::store::relational {

/// Run, key, limit, offset: a page of a metric's history.
inline std::string history_query(const dialect& dialect)
{
    return select_from(definition_of<rows::metric>()) +
           " WHERE run_uuid = ? AND \"key\" = ? ORDER BY timestamp, step, value, is_nan " + dialect.page();
}

/// Run, key, first and last step: how many values there are at these steps.
inline std::string step_count_query()
{
    return "SELECT COUNT(*) FROM metrics WHERE run_uuid = ? AND \"key\" = ? AND step BETWEEN ? AND ?";
}

/// Run, key, first and last step: the values at these steps by step, timestamp and value.
inline std::string steps_query()
{
    return select_from(definition_of<rows::metric>()) +
           " WHERE run_uuid = ? AND \"key\" = ? AND step BETWEEN ? AND ? ORDER BY step, timestamp, value, is_nan";
}

/// Ids of models can follow in a list: the metrics of the models, and whether each is NaN. A model's NaN is kept as 0,
/// as MLflow does; the run, which has the same point, tells it from 0 unless it has both.
inline std::string model_metrics_query()
{
    const std::string point =
        "EXISTS (SELECT 1 FROM metrics WHERE metrics.\"key\" = metric_name AND metrics.timestamp = "
        "metric_timestamp_ms AND metrics.run_uuid = run_id AND metrics.step = metric_step AND ";
    return "SELECT " + columns_of(definition_of<rows::logged_model_metric>()) + ", metric_value = 0 AND " + point +
           "metrics.is_nan) AND NOT " + point +
           "metrics.value = 0 AND NOT metrics.is_nan) FROM logged_model_metrics WHERE model_id";
}

} // namespace mltrack::store::relational
