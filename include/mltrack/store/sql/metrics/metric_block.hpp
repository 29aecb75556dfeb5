#pragma once

#include <mltrack/store/metric/point_summary.hpp>
#include <mltrack/store/sql/metrics/series.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>

namespace mltrack::store::relational {

/// What a block knows of points that stand one behind the other by step. Blocks end between two steps, so that a step
/// belongs to one block.
struct metric_block
{
    point_summary values;
    std::int64_t first_step = 0;
    std::int64_t last_step = 0;
    std::int64_t first_timestamp = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_timestamp = std::numeric_limits<std::int64_t>::min();

    /// Whether the block is large enough and the point, which comes next, belongs to another one.
    bool ends_before(const stored_point& point) const noexcept
    {
        return values.points >= series::block_points && point.step != last_step;
    }

    /// Takes the next point.
    void add(const stored_point& point) noexcept
    {
        if (values.points == 0)
            first_step = point.step;
        last_step = point.step;
        first_timestamp = std::min(first_timestamp, point.timestamp);
        last_timestamp = std::max(last_timestamp, point.timestamp);
        values.add(point.value, point.is_nan);
    }

    /// Takes the points of the next block.
    void add(const metric_block& next) noexcept
    {
        last_step = next.last_step;
        first_timestamp = std::min(first_timestamp, next.first_timestamp);
        last_timestamp = std::max(last_timestamp, next.last_timestamp);
        values.add(next.values);
    }
};

} // namespace mltrack::store::relational
