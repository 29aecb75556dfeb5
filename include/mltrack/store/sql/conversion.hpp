#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/entity/experiment.hpp>
#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/sql/rows/tracking.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

/// @file
/// Rows into entities and entities into rows. The entities of a row own their texts; the rows of an entity see its.

namespace mltrack::store::relational {

/// The number that an experiment's id is in SQL stores; nothing for an id that no experiment can have there.
MLTRACK_DECL std::optional<std::int64_t> experiment_number(const schema::id::experiment& id);

/// The row of an experiment.
MLTRACK_DECL rows::experiment to_row(const schema::experiment& experiment, std::int64_t number,
                                     std::string_view artifact_location);

/// The row of an experiment's tag.
MLTRACK_DECL rows::experiment_tag to_row(const schema::experiment_tag& tag, std::int64_t experiment);

/// The experiment of a row, without its tags.
MLTRACK_DECL schema::experiment to_experiment(const rows::experiment& row);

/// The run of a row, without what it logged.
MLTRACK_DECL schema::run_info to_run_info(const rows::run& row);

/// The row of a run; its experiment is `experiment`.
MLTRACK_DECL rows::run to_row(const schema::run_info& info, std::int64_t experiment);

/// The value that a row of `metrics` or `latest_metrics` keeps.
template <class Row>
schema::metric to_metric(const Row& row)
{
    schema::metric metric;
    metric.key = row.key.value;
    metric.value = row.is_nan ? std::numeric_limits<double>::quiet_NaN() : row.value;
    metric.timestamp = schema::metric_time(std::optional<std::int64_t>(row.timestamp).value_or(0));
    metric.step = row.step;
    return metric;
}

/// The row of `metrics` or `latest_metrics` that keeps a value; `stored` is the value as the store keeps it.
template <class Row>
Row to_row(const schema::metric& metric, double stored, const schema::id::run& run)
{
    Row row;
    row.key = std::string_view(*metric.key);
    row.is_nan = std::isnan(stored);
    row.value = row.is_nan ? 0.0 : stored;
    row.timestamp = metric.timestamp->value;
    row.run_uuid = run.value;
    row.step = metric.step;
    return row;
}

/// The error for an experiment's name that another one has.
MLTRACK_DECL error name_taken(errc code, std::string_view name);

/// The error for an experiment that an operation needs.
MLTRACK_DECL error no_such_experiment(const schema::id::experiment& id);

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/impl/conversion.ipp>
#endif
