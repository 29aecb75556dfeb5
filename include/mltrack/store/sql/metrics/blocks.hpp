#pragma once

#include <mltrack/store/sql/metrics/metric_block.hpp>
#include <mltrack/store/sql/metrics/series.hpp>
#include <mltrack/store/sql/metrics/series_rows.hpp>
#include <mltrack/store/sql/metrics/series_statements.hpp>
#include <mltrack/store/sql/row.hpp>

#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

/// @file
/// How the blocks of a series are made from its points, within a transaction. A block stands at its last step and
/// covers the steps behind the block before up to it; what stands behind the last block is the tail.

namespace mltrack::store::relational {

/// How many blocks are made at once, so that no transaction waits for a long series that another program has written.
inline constexpr std::size_t most_blocks_at_once = 64;

/// Calls `visit(point)` at the points of a series at some steps, both included, by step, timestamp and value, until it
/// says false.
template <sql_connection Connection, class Visitor>
result<void> for_each_point(Connection& connection, const series_statements& sql, std::int64_t series,
                            std::int64_t first_step, std::int64_t last_step, Visitor visit)
{
    MLTRACK_TRY(auto statement, prepare(connection, sql.points, series, first_step, last_step));
    for (;;) {
        MLTRACK_TRY(const bool more, statement.next());
        if (!more ||
            !visit(stored_point{statement.whole(0), statement.whole(1), statement.real(2), statement.truth(3)}))
            return {};
    }
}

/// Keeps blocks of a series.
template <sql_connection Connection>
result<void> put_blocks(Connection& connection, const series_statements& sql, std::int64_t series,
                        std::span<const metric_block> blocks)
{
    for (const auto& block : blocks)
        MLTRACK_CHECK(execute_row(connection, sql.put_block, to_row(block, series)));
    return {};
}

/// Cuts blocks from a tail until it has less than two blocks' points. The last step stays in the tail, whatever its
/// size, since more points of it may come.
template <sql_connection Connection>
result<void> cut_tail(Connection& connection, const series_statements& sql, series& series)
{
    std::vector<metric_block> cut;
    metric_block open;
    auto left = series.tail.points;
    MLTRACK_CHECK(for_each_point(connection, sql, series.id, series.tail.from, std::numeric_limits<std::int64_t>::max(),
                                 [&](const stored_point& point) {
                                     if (open.ends_before(point)) {
                                         left -= open.values.points;
                                         cut.push_back(std::exchange(open, {}));
                                         if (left < 2 * series.block_points || cut.size() == most_blocks_at_once)
                                             return false;
                                     }
                                     open.add(point);
                                     return true;
                                 }));
    if (cut.empty()) {
        series.leave_tail();
        return {};
    }
    series.tail = {cut.back().last_step + 1, left};
    return put_blocks(connection, sql, series.id, cut);
}

/// The blocks of the points at some steps, both included; none when there are none.
template <sql_connection Connection>
result<std::vector<metric_block>> blocks_of(Connection& connection, const series_statements& sql, std::int64_t series,
                                            std::int64_t first_step, std::int64_t last_step)
{
    std::vector<metric_block> blocks;
    MLTRACK_CHECK(for_each_point(connection, sql, series, first_step, last_step, [&](const stored_point& point) {
        if (blocks.empty() || blocks.back().ends_before(point))
            blocks.emplace_back();
        blocks.back().add(point);
        return true;
    }));
    if (blocks.size() > 1 && blocks.back().values.points < relational::series::block_points / 2) {
        const auto rest = blocks.back();
        blocks.pop_back();
        blocks.back().add(rest);
    }
    return blocks;
}

/// The first step that a block covers: the one behind the block before.
template <sql_connection Connection>
result<std::int64_t> first_covered_step(Connection& connection, const series_statements& sql, std::int64_t series,
                                        std::int64_t last_step)
{
    MLTRACK_TRY(auto before, prepare(connection, sql.block_before, series, last_step));
    MLTRACK_CHECK(before.next());
    return before.is_null(0) ? std::numeric_limits<std::int64_t>::min() : before.whole(0) + 1;
}

/// Makes a block anew from its points; it may become several, or none.
template <sql_connection Connection>
result<void> rebuild_block(Connection& connection, const series_statements& sql, std::int64_t series,
                           std::int64_t last_step)
{
    MLTRACK_TRY(const auto first_step, first_covered_step(connection, sql, series, last_step));
    MLTRACK_TRY(auto blocks, blocks_of(connection, sql, series, first_step, last_step));
    if (blocks.empty()) {
        MLTRACK_CHECK(execute(connection, sql.remove_block, series, last_step));
        return {};
    }
    blocks.back().last_step = last_step; // Its last points may be gone, but not what it covers.
    return put_blocks(connection, sql, series, blocks);
}

/// Makes stale blocks of a series anew.
template <sql_connection Connection>
result<void> rebuild_stale_blocks(Connection& connection, const series_statements& sql, std::int64_t series)
{
    std::vector<std::int64_t> stale;
    {
        MLTRACK_TRY(auto statement, prepare(connection, sql.stale_blocks, series));
        while (stale.size() != most_blocks_at_once) {
            MLTRACK_TRY(const bool more, statement.next());
            if (!more)
                break;
            stale.push_back(statement.whole(0));
        }
    }
    for (const auto last_step : stale)
        MLTRACK_CHECK(rebuild_block(connection, sql, series, last_step));
    return {};
}

} // namespace mltrack::store::relational
