#pragma once

#include <mltrack/store/sql/metrics/series_statements.hpp>
#include <mltrack/store/sql/rows/metric_series.hpp>
#include <mltrack/store/sql/rows/tracking.hpp>
#include <mltrack/store/sql/statements.hpp>

namespace mltrack::store::relational {
namespace detail {

/// An UPDATE of all columns of a series but its number, run and key.
inline std::string update_series()
{
    constexpr std::size_t kept = 3;
    const auto& columns = definition_of<rows::metric_series>().columns;
    std::string changes;
    for (std::size_t index = kept; index != columns.size(); ++index)
        changes += (changes.empty() ? "" : ", ") + identifier(columns[index].name) + " = ?";
    return "UPDATE metric_series SET " + changes + " WHERE id = ?";
}

/// An INSERT of several points.
inline std::string insert_points(std::size_t count)
{
    auto sql = insert_into(definition_of<rows::metric_point>());
    const auto row = sql.substr(sql.rfind('('));
    for (; count > 1; --count)
        sql += ", " + row;
    return sql;
}

} // namespace detail

MLTRACK_DECL series_statements::series_statements(const dialect& dialect)
    : next_id("SELECT MAX(COALESCE((SELECT MAX(id) FROM metric_series), 0), COALESCE((SELECT MAX(series) FROM "
              "metric_points), 0)) + 1"),
      add(insert_into(definition_of<rows::metric_series>())),
      find("SELECT " + columns_of(definition_of<rows::metric_series>()) +
           ", l.step, l.timestamp, l.value, l.is_nan, l.rowid, "
           "(SELECT MAX(last_step) FROM mltrack_blocks WHERE series = metric_series.id), "
           "EXISTS (SELECT 1 FROM mltrack_blocks WHERE series = metric_series.id AND \"rows\" IS NULL) "
           "FROM metric_series LEFT JOIN latest_metrics l "
           "ON l.run_uuid = metric_series.run_uuid AND l.\"key\" = metric_series.\"key\" "
           "WHERE metric_series.run_uuid = ? AND metric_series.\"key\" = ?"),
      find_row(select_from(definition_of<rows::metric_series>()) + " WHERE run_uuid = ? AND \"key\" = ?"),
      update(detail::update_series()), put_latest(upsert_into(definition_of<rows::latest_metric>(), dialect)),
      latest_row("SELECT rowid FROM latest_metrics WHERE \"key\" = ? AND run_uuid = ?"),
      update_latest("UPDATE latest_metrics SET step = ?, timestamp = ?, value = ?, is_nan = ? WHERE rowid = ?"),
      add_point(dialect.insert_or_ignore(detail::insert_points(1))),
      add_points(dialect.insert_or_ignore(detail::insert_points(points_at_once))),
      points("SELECT step, timestamp, value, is_nan FROM metric_points WHERE series = ? AND step BETWEEN ? AND ? "
             "ORDER BY step, timestamp, value, is_nan"),
      blocks(select_from(definition_of<rows::metric_block>()) + " WHERE series = ? ORDER BY last_step"),
      stale_blocks("SELECT last_step FROM mltrack_blocks WHERE series = ? AND \"rows\" IS NULL ORDER BY last_step"),
      block_before("SELECT MAX(last_step) FROM mltrack_blocks WHERE series = ? AND last_step < ?"),
      put_block(upsert_into(definition_of<rows::metric_block>(), dialect)),
      remove_block("DELETE FROM mltrack_blocks WHERE series = ? AND last_step = ?"),
      remove_blocks("DELETE FROM mltrack_blocks WHERE series = ?"),
      mark_stale("UPDATE mltrack_blocks SET \"rows\" = NULL WHERE series = ? AND last_step = (SELECT MIN(last_step) "
                 "FROM mltrack_blocks WHERE series = ? AND last_step >= ?)")
{
}

} // namespace mltrack::store::relational
