#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/store/sql/metrics/metric_layout.hpp>
#include <mltrack/store/sql/search/search.hpp>

#include <limits>
#include <string>
#include <string_view>

/// @file
/// What a function says of the history of a run's metric, as a query that gives one row, `value` and `is_nan`; a null
/// value or no row when there is nothing to say. It means what `query::aggregated` means.

namespace mltrack::store::relational::detail {

/// Writes such queries for one run, which `run_id` names in the SQL around them, and one key.
class metric_values
{
public:
    metric_values(std::string_view run_id, std::string_view key, metric_layout layout)
        : run_id_(run_id), key_(key), layout_(layout)
    {
    }

    /// Appends the query and its bound values.
    void append(query::aggregate function, search_query& out) const
    {
        if (layout_ == metric_layout::mlflow)
            return append_computed(function, " FROM metrics p WHERE p.run_uuid = ", "", out);
        append_kept(function, out);
        out.sql += " UNION ALL ";
        append_computed(function,
                        " FROM metric_series s JOIN metric_points p ON p.series = s.id WHERE s.points IS NULL AND "
                        "s.run_uuid = ",
                        "s.", out);
    }

private:
    static constexpr double infinity = std::numeric_limits<double>::max(); ///< As it is kept.
    static constexpr std::string_view no_nan = "1 = 0 AS is_nan";

    /// From what is known of a series, unless it is stale.
    void append_kept(query::aggregate function, search_query& out) const
    {
        out.sql += "SELECT ";
        if (function == query::aggregate::first) {
            out.sql += "s.first_value AS value, s.first_is_nan AS is_nan";
        } else if (function == query::aggregate::mean) {
            out.sql += "CASE WHEN s.positive_infinities > 0 THEN CASE WHEN s.negative_infinities > 0 THEN 0.0 ELSE ? "
                       "END WHEN s.negative_infinities > 0 OR s.sum < ? THEN ? WHEN s.sum > ? THEN ? ELSE s.sum / "
                       "NULLIF(s.points - s.nans, 0) END AS value, s.positive_infinities > 0 AND "
                       "s.negative_infinities > 0 AS is_nan";
            for (const auto value : {infinity, -infinity, -infinity, infinity, infinity})
                out.values.emplace_back(value);
        } else {
            out.sql += function == query::aggregate::min ? "s.minimum AS value, " : "s.maximum AS value, ";
            out.sql += no_nan;
        }
        out.sql += " FROM metric_series s WHERE s.points IS NOT NULL AND s.run_uuid = ";
        append_series("s.", out);
    }

    /// From the points that `from` gives; key and run are columns of `series`.
    void append_computed(query::aggregate function, std::string_view from, std::string_view series,
                         search_query& out) const
    {
        const std::string_view owner = series.empty() ? "p." : series;
        if (function == query::aggregate::first) {
            out.sql += "SELECT value, is_nan FROM (SELECT p.value AS value, p.is_nan AS is_nan";
            out.sql += from;
            append_series(owner, out);
            out.sql += " ORDER BY p.step, p.timestamp, p.value, p.is_nan LIMIT 1) AS first_point";
            return;
        }
        out.sql += "SELECT ";
        if (function == query::aggregate::mean) {
            out.sql += "CASE WHEN MAX(p.value) >= ? THEN CASE WHEN MIN(p.value) <= ? THEN 0.0 ELSE ? END WHEN "
                       "MIN(p.value) <= ? OR SUM(p.value) < ? THEN ? WHEN SUM(p.value) > ? THEN ? ELSE AVG(p.value) "
                       "END AS value, COALESCE(MAX(p.value) >= ? AND MIN(p.value) <= ?, 1 = 0) AS is_nan";
            for (const auto value : {infinity, -infinity, infinity, -infinity, -infinity, -infinity, infinity, infinity,
                                     infinity, -infinity})
                out.values.emplace_back(value);
        } else {
            out.sql += function == query::aggregate::min ? "MIN(p.value) AS value, " : "MAX(p.value) AS value, ";
            out.sql += no_nan;
        }
        out.sql += from;
        append_series(owner, out);
        out.sql += " AND NOT p.is_nan";
    }

    /// The run, and the key behind it.
    void append_series(std::string_view owner, search_query& out) const
    {
        out.sql += run_id_ + " AND " + std::string(owner) + "\"key\" = ?";
        out.values.emplace_back(key_);
    }

    std::string run_id_;
    std::string_view key_;
    metric_layout layout_;
};

} // namespace mltrack::store::relational::detail
