#pragma once

#include <mltrack/store/sql/metrics/blocks.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

/// @file
/// What is known of a whole series, within a transaction.

namespace mltrack::store::relational {

/// A series as its points and blocks say, whatever its row does.
template <sql_connection Connection>
result<std::pair<series_summary, series_tail>> summarize(Connection& connection, const series_statements& sql,
                                                         std::int64_t series)
{
    series_summary summary;
    series_tail tail;
    std::vector<std::pair<std::int64_t, std::int64_t>> stale; // Steps without a block that can be trusted.
    {
        MLTRACK_TRY(auto statement, prepare(connection, sql.blocks, series));
        MLTRACK_CHECK(for_each_row(statement, [&](auto& each) {
            const auto row = read_row<rows::metric_block>(each);
            if (row.rows)
                summary.values.add(to_summary(row, *row.rows));
            else
                stale.emplace_back(tail.from, row.last_step);
            tail.from = row.last_step + 1;
        }));
    }
    const auto count = [&](const stored_point& point) {
        summary.values.add(point.value, point.is_nan);
        return true;
    };
    for (const auto& [first_step, last_step] : stale)
        MLTRACK_CHECK(for_each_point(connection, sql, series, first_step, last_step, count));
    const auto before = summary.values.points;
    constexpr auto last_step = std::numeric_limits<std::int64_t>::max();
    MLTRACK_CHECK(for_each_point(connection, sql, series, tail.from, last_step, count));
    tail.points = summary.values.points - before;
    MLTRACK_CHECK(for_each_point(connection, sql, series, std::numeric_limits<std::int64_t>::min(), last_step,
                                 [&](const stored_point& point) {
                                     summary.first = point;
                                     return false;
                                 }));
    return std::pair(summary, tail);
}

/// What is known of all points of a run's metric; nothing when there is no such series. It is kept beside the points;
/// only where another program has written is it computed from blocks and points.
template <sql_connection Connection>
result<std::optional<series_summary>> summary_of(Connection& connection, const series_statements& sql,
                                                 std::string_view run, std::string_view key)
{
    MLTRACK_TRY(auto statement, prepare(connection, sql.find_row, run, key));
    MLTRACK_TRY(const bool is_there, statement.next());
    if (!is_there)
        return std::optional<series_summary>();
    const auto row = read_row<rows::metric_series>(statement);
    if (auto kept = to_series_summary(row))
        return kept;
    MLTRACK_TRY(auto computed, summarize(connection, sql, row.id.value));
    return std::optional(std::move(computed.first));
}

/// Writes what is known of a series.
template <sql_connection Connection>
result<void> put_series(Connection& connection, const series_statements& sql, const series& series)
{
    const auto row = to_row(series);
    MLTRACK_CHECK(execute(connection, sql.update, row.points, row.tail, row.first_step, row.first_timestamp,
                          row.first_value, row.first_is_nan, row.minimum, row.maximum, row.sum, row.nans,
                          row.positive_infinities, row.negative_infinities, row.id));
    return {};
}

/// Makes all blocks of a series anew, and the row of the series too.
template <sql_connection Connection>
result<void> repair_series(Connection& connection, const series_statements& sql, std::int64_t id)
{
    MLTRACK_CHECK(execute(connection, sql.remove_blocks, id));
    relational::series series;
    series.id = id;
    MLTRACK_TRY(const auto found, summarize(connection, sql, id));
    std::tie(series.summary, series.tail) = found;
    while (series.wants_blocks())
        MLTRACK_CHECK(cut_tail(connection, sql, series));
    return put_series(connection, sql, series);
}

} // namespace mltrack::store::relational
