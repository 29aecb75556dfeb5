#pragma once

#include <mltrack/schema/entity/metric.hpp>
#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/sql/metrics/metric_block.hpp>
#include <mltrack/store/sql/metrics/series.hpp>
#include <mltrack/store/sql/rows/metric_series.hpp>
#include <mltrack/store/sql/rows/tracking.hpp>

#include <cmath>
#include <limits>
#include <optional>

/// @file
/// Rows of the compact layout into what is remembered of series, and back.

namespace mltrack::store::relational {

/// The point that a logged value is.
inline stored_point to_point(const schema::metric& metric)
{
    const double value = stored_value(*metric.value);
    const bool is_nan = std::isnan(value);
    return {metric.step, metric.timestamp->value, is_nan ? 0.0 : value, is_nan};
}

/// What the columns of a summary say, in the row of a series or of a block.
template <class Row>
point_summary to_summary(const Row& row, std::int64_t points)
{
    point_summary summary;
    summary.points = points;
    summary.minimum = row.minimum.value_or(summary.minimum);
    summary.maximum = row.maximum.value_or(summary.maximum);
    summary.sum = row.sum.value_or(std::numeric_limits<double>::quiet_NaN()); // SQL keeps NaN as null.
    summary.nans = std::optional(row.nans).value_or(0);
    summary.positive_infinities = std::optional(row.positive_infinities).value_or(0);
    summary.negative_infinities = std::optional(row.negative_infinities).value_or(0);
    return summary;
}

/// Fills the columns of a summary but for the number of points.
template <class Row>
void fill_summary(Row& row, const point_summary& summary)
{
    if (summary.has_values()) {
        row.minimum = summary.minimum;
        row.maximum = summary.maximum;
    }
    if (!std::isnan(summary.sum))
        row.sum = summary.sum;
    row.nans = summary.nans;
    row.positive_infinities = summary.positive_infinities;
    row.negative_infinities = summary.negative_infinities;
}

/// What the row of a series says of all its points; nothing when it is stale.
inline std::optional<series_summary> to_series_summary(const rows::metric_series& row)
{
    if (!row.points)
        return std::nullopt;
    series_summary summary{to_summary(row, *row.points), std::nullopt};
    if (row.first_step)
        summary.first = stored_point{*row.first_step, row.first_timestamp.value_or(0), row.first_value.value_or(0),
                                     row.first_is_nan.value_or(false)};
    return summary;
}

/// The row of a series but for its run and key.
inline rows::metric_series to_row(const series& series)
{
    rows::metric_series row;
    row.id = series.id;
    row.points = series.summary.values.points;
    row.tail = series.tail.points;
    if (const auto& first = series.summary.first) {
        row.first_step = first->step;
        row.first_timestamp = first->timestamp;
        row.first_value = first->value;
        row.first_is_nan = first->is_nan;
    }
    fill_summary(row, series.summary.values);
    return row;
}

/// The row of a block of a series.
inline rows::metric_block to_row(const metric_block& block, std::int64_t series)
{
    rows::metric_block row;
    row.series = series;
    row.last_step = block.last_step;
    row.rows = block.values.points;
    row.first_step = block.first_step;
    row.first_timestamp = block.first_timestamp;
    row.last_timestamp = block.last_timestamp;
    fill_summary(row, block.values);
    return row;
}

/// The row of `latest_metrics` for the latest value of a series.
inline rows::latest_metric to_row(const stored_point& latest, std::string_view run, std::string_view key)
{
    rows::latest_metric row;
    row.key = key;
    row.value = latest.value;
    row.timestamp = latest.timestamp;
    row.step = latest.step;
    row.is_nan = latest.is_nan;
    row.run_uuid = run;
    return row;
}

} // namespace mltrack::store::relational
