#pragma once

#include <mltrack/store/sql/metrics/summarize.hpp>
#include <mltrack/store/sqlite/check/impl/check_work.hpp>
#include <mltrack/store/sqlite/impl/ask.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

/// @file
/// Whether what the compact layout knows of metrics matches their points.

namespace mltrack::store::detail {

/// Points that were counted, to compare with what is kept.
struct counted_points
{
    relational::metric_block block;
    double magnitude = 0.0; ///< The sum of the finite values without their signs.

    void add(const stored_point& point)
    {
        block.add(point);
        if (std::abs(point.value) != std::numeric_limits<double>::max())
            magnitude += std::abs(point.value);
    }

    /// Whether a kept summary is the one of these points. Sums depend on the order in which values came, a little.
    bool matches(const point_summary& kept) const
    {
        const auto& own = block.values;
        if (!std::isfinite(magnitude)) // The sum overflows in one order or another.
            return equal_but_sum(own, kept);
        return equal_but_sum(own, kept) && std::abs(own.sum - kept.sum) <= 1e-9 * magnitude;
    }

private:
    static bool equal_but_sum(point_summary left, point_summary right)
    {
        left.sum = right.sum = 0.0;
        return left == right;
    }
};

/// A series with its blocks as the rows say, and its points counted.
struct series_check
{
    std::string run;
    std::string key;
    std::optional<relational::series_summary> kept; ///< Nothing: stale, which is no problem.
    std::int64_t kept_tail = 0;
    std::vector<std::pair<relational::metric_block, bool>> blocks; ///< And whether each is stale.
    std::vector<counted_points> counted;                           ///< By block; the last one is the tail.
    counted_points all;
    std::optional<stored_point> first;

    void count(const stored_point& point)
    {
        while (block_ != blocks.size() && point.step > blocks[block_].first.last_step)
            ++block_;
        counted[block_].add(point);
        all.add(point);
        if (!first)
            first = point;
    }

    /// What is wrong; empty = nothing.
    std::string problem() const
    {
        for (std::size_t index = 0; index != blocks.size(); ++index)
            if (const auto& [block, is_stale] = blocks[index]; !is_stale && !is_right(block, counted[index]))
                return "the block up to step " + std::to_string(block.last_step) + " knows " + told(block.values) +
                       ", its points are " + told(counted[index].block.values);
        if (!kept)
            return {};
        if (!all.matches(kept->values) || kept->first != first)
            return "its summary knows " + told(kept->values) + ", its points are " + told(all.block.values);
        const auto tail = counted.back().block.values.points;
        if (kept_tail != tail)
            return "its summary knows " + std::to_string(kept_tail) + " points behind the last block, there are " +
                   std::to_string(tail);
        return {};
    }

private:
    static bool is_right(const relational::metric_block& kept, const counted_points& counted)
    {
        const auto& own = counted.block;
        return counted.matches(kept.values) &&
               (own.values.points == 0 ||
                (own.first_step == kept.first_step && own.first_timestamp == kept.first_timestamp &&
                 own.last_timestamp == kept.last_timestamp));
    }

    static std::string told(const point_summary& values)
    {
        auto text = std::to_string(values.points) + " points";
        if (values.has_values())
            text += " from " + detail::told(values.minimum) + " to " + detail::told(values.maximum) + ", sum " +
                    detail::told(values.sum);
        return text;
    }

    std::size_t block_ = 0; ///< Where the next point belongs.
};

inline result<std::optional<relational::series_summary>> read_series(sqlite_connection& connection, std::int64_t id,
                                                                     series_check& check)
{
    static const auto text =
        relational::select_from(relational::definition_of<rows::metric_series>()) + " WHERE id = ?";
    MLTRACK_TRY(auto statement, relational::prepare(connection, text, id));
    MLTRACK_TRY(const bool is_there, statement.next());
    if (!is_there)
        return std::optional<relational::series_summary>();
    const auto row = relational::read_row<rows::metric_series>(statement);
    check.run = row.run_uuid.value;
    check.key = row.key.value;
    check.kept_tail = row.tail.value_or(-1);
    return relational::to_series_summary(row);
}

inline result<series_check> read_series_check(const check_work& work, sqlite_connection& connection, std::int64_t id)
{
    series_check check;
    MLTRACK_TRY(check.kept, read_series(connection, id, check));
    {
        MLTRACK_TRY(auto statement, relational::prepare(connection, work.sql.blocks, id));
        MLTRACK_CHECK(relational::for_each_row(statement, [&](auto& each) {
            const auto row = relational::read_row<rows::metric_block>(each);
            check.blocks.emplace_back(relational::metric_block{relational::to_summary(row, row.rows.value_or(0)),
                                                               row.first_step, row.last_step, row.first_timestamp,
                                                               row.last_timestamp},
                                      !row.rows);
        }));
    }
    check.counted.resize(check.blocks.size() + 1);
    MLTRACK_CHECK(relational::for_each_point(connection, work.sql, id, std::numeric_limits<std::int64_t>::min(),
                                             std::numeric_limits<std::int64_t>::max(), [&](const stored_point& point) {
                                                 check.count(point);
                                                 return true;
                                             }));
    return check;
}

/// Calls `visit(id, check)` at every series whose summary or blocks are wrong.
template <class Visitor>
result<void> for_each_wrong_series(const check_work& work, sqlite_connection& connection, Visitor visit)
{
    if (work.layout != relational::metric_layout::compact)
        return {};
    MLTRACK_TRY(const auto total, ask_whole(connection, "SELECT count(*) FROM metric_series"));
    std::int64_t done = 0;
    for (std::optional<std::int64_t> last;; ++done) {
        work.tell("Checking summaries", done, total);
        std::int64_t id = 0;
        {
            MLTRACK_TRY(auto statement, last ? relational::prepare(connection,
                                                                   "SELECT id FROM metric_series WHERE id > ? "
                                                                   "ORDER BY id LIMIT 1",
                                                                   *last)
                                             : connection.prepare("SELECT id FROM metric_series ORDER BY id LIMIT 1"));
            MLTRACK_TRY(const bool more, statement.next());
            if (!more)
                return {};
            id = statement.whole(0);
        }
        MLTRACK_TRY(const auto check, read_series_check(work, connection, id));
        if (const auto problem = check.problem(); !problem.empty())
            MLTRACK_CHECK(visit(id, check, problem));
        last = id;
    }
}

inline result<void> find_wrong_series(check_work& work, sqlite_connection& connection)
{
    return for_each_wrong_series(
        work, connection, [&](std::int64_t, const series_check& check, const std::string& problem) -> result<void> {
            work.note(metric_name(check.run, check.key) + ": " + problem,
                      {"computes summary and blocks from its points", "computed summary and blocks from its points"});
            return {};
        });
}

inline result<void> mend_wrong_series(check_work& work, sqlite_connection& connection)
{
    return for_each_wrong_series(work, connection, [&](std::int64_t id, const series_check&, const std::string&) {
        return relational::repair_series(connection, work.sql, id);
    });
}

} // namespace mltrack::store::detail
