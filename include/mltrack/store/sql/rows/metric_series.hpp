#pragma once

#include <mltrack/store/sql/ddl/table.hpp>

/// @file
/// The rows of the compact layout of metrics, which takes the place of MLflow's table `metrics`: a series is a metric
/// of a run, and its points hold the series' number where MLflow's rows repeat run and key. `metrics` is then a view
/// over both.

namespace mltrack::store::rows {

using relational::integer;
using relational::varchar;

/// A metric of a run with what is known of all its points. All but the first three columns are null when another
/// program has changed the points since; `points` alone says so.
struct metric_series
{
    integer id;
    varchar<32> run_uuid; ///< No foreign key: MLflow may remove the run first, and a trigger clears its series.
    varchar<250> key;
    std::optional<std::int64_t> points;     ///< How many there are; null = what follows is stale.
    std::optional<std::int64_t> tail;       ///< How many stand behind the last block.
    std::optional<std::int64_t> first_step; ///< Of the first point by step, timestamp, value.
    std::optional<std::int64_t> first_timestamp;
    std::optional<double> first_value;
    std::optional<bool> first_is_nan;
    std::optional<double> minimum; ///< Of all but NaN, an infinity as it is kept; null when all are NaN.
    std::optional<double> maximum;
    std::optional<double> sum; ///< Of the finite ones.
    std::optional<std::int64_t> nans;
    std::optional<std::int64_t> positive_infinities;
    std::optional<std::int64_t> negative_infinities;
};

/// One logged value. The key covers all columns, so that an exact repeat is the same row.
struct metric_point
{
    integer series;
    std::int64_t step = 0;
    std::int64_t timestamp = 0;
    double value = 0.0; ///< As in `metric`.
    bool is_nan = false;
};

/// What is known of the points of a series with steps behind those of the block before, up to `last_step`.
struct metric_block
{
    integer series;
    std::int64_t last_step = 0;
    std::optional<std::int64_t> rows; ///< How many points; null = points came or went since, all else is stale.
    std::int64_t first_step = 0;
    std::int64_t first_timestamp = 0; ///< The earliest.
    std::int64_t last_timestamp = 0;  ///< The latest.
    std::optional<double> minimum;    ///< This and what follows: as in `metric_series`.
    std::optional<double> maximum;
    std::optional<double> sum;
    std::int64_t nans = 0;
    std::int64_t positive_infinities = 0;
    std::int64_t negative_infinities = 0;
};

} // namespace mltrack::store::rows

MLTRACK_REFLECT(mltrack::store::rows::metric_series, id, run_uuid, key, points, tail, first_step, first_timestamp,
                first_value, first_is_nan, minimum, maximum, sum, nans, positive_infinities, negative_infinities);
MLTRACK_REFLECT(mltrack::store::rows::metric_point, series, step, timestamp, value, is_nan);
MLTRACK_REFLECT(mltrack::store::rows::metric_block, series, last_step, rows, first_step, first_timestamp,
                last_timestamp, minimum, maximum, sum, nans, positive_infinities, negative_infinities);

namespace mltrack::store::relational {

template <>
struct table<rows::metric_series>
{
    static constexpr std::string_view name = "metric_series";
    static constexpr std::string_view clauses = R"(
        primary metric_series_pk(id)
        unique uq_metric_series_run_uuid_key(run_uuid, key))";
};

template <>
struct table<rows::metric_point>
{
    static constexpr std::string_view name = "metric_points";
    static constexpr std::string_view clauses = R"(
        primary metric_points_pk(series, step, timestamp, value, is_nan))";
};

template <>
struct table<rows::metric_block>
{
    static constexpr std::string_view name = "mltrack_blocks";
    static constexpr std::string_view clauses = R"(
        primary mltrack_blocks_pk(series, last_step))";
};

} // namespace mltrack::store::relational
