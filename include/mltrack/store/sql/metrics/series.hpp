#pragma once

#include <mltrack/store/metric/point_summary.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>

namespace mltrack::store::relational {

/// What is known of all points of a series.
struct series_summary
{
    point_summary values;
    std::optional<stored_point> first; ///< By step, timestamp and value; nothing when there are no points.
};

/// How the points of a series stand to its blocks.
struct series_tail
{
    std::int64_t from = std::numeric_limits<std::int64_t>::min(); ///< The first step behind the last block.
    std::int64_t points = 0;                                      ///< How many have this step or a later one.
};

/// A series that is remembered while points are added to it.
struct series
{
    /// How many points a block has, about.
    static constexpr std::int64_t block_points = 1024;

    std::int64_t id = 0;
    series_summary summary;
    std::optional<stored_point> latest;
    std::optional<std::int64_t> latest_row; ///< The number of its row in `latest_metrics`, once that is known.
    series_tail tail;
    std::optional<std::int64_t> crowded_step; ///< The last one, when it had most of a tail that could not be cut.
    std::int64_t cut_at = 0;                  ///< How large the tail may become before that is tried again.
    std::int64_t late_points = 0;             ///< How many came to steps that blocks cover, since these were rebuilt.
    bool is_new = false;                      ///< Whether nothing of it was there before this transaction.
    bool is_changed = false;                  ///< Whether its row is to be written.
    bool is_latest_changed = false;           ///< Whether its latest value is to be written.

    /// Notes a point that was not there.
    void add(const stored_point& point) noexcept
    {
        summary.values.add(point.value, point.is_nan);
        if (!summary.first || point < *summary.first)
            summary.first = point;
        if (!latest || point.is_later_than(*latest)) {
            latest = point;
            is_latest_changed = true;
        }
        ++(is_late(point) ? late_points : tail.points);
        is_changed = true;
    }

    /// Whether a block covers the point's step.
    bool is_late(const stored_point& point) const noexcept { return point.step < tail.from; }

    /// Whether blocks are to be cut or rebuilt.
    bool wants_blocks() const noexcept
    {
        const bool is_crowded = last_step() == crowded_step && tail.points < cut_at;
        return (tail.points >= 2 * block_points && !is_crowded) || late_points >= 2 * block_points;
    }

    /// Notes that no block could be cut from the tail.
    void leave_tail() noexcept
    {
        crowded_step = last_step();
        cut_at = 2 * tail.points;
    }

private:
    std::optional<std::int64_t> last_step() const noexcept
    {
        return latest ? std::optional(latest->step) : std::nullopt;
    }
};

} // namespace mltrack::store::relational
