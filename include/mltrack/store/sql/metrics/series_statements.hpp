#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/sql/dialect.hpp>

#include <cstddef>
#include <string>

namespace mltrack::store::relational {

/// The statements of the compact layout, written once for a dialect.
struct series_statements
{
    /// How many points one statement adds: with more of them it takes no less time for each.
    static constexpr std::size_t points_at_once = 16;

    MLTRACK_DECL explicit series_statements(const dialect& dialect);

    std::string next_id; ///< A number that no series and no point has, nor any behind it.
    std::string add;     ///< A row of `metric_series`.
    std::string find; ///< Run, key: the row of the series, its latest value and the number of its row, the last step of
                      ///< its blocks, whether any is stale.
    std::string find_row;      ///< Run, key: the row of the series.
    std::string update;        ///< All columns but id, run and key, then the id.
    std::string put_latest;    ///< A row of `latest_metrics`, which replaces one that is there.
    std::string latest_row;    ///< Key, run: the number of its row in `latest_metrics`.
    std::string update_latest; ///< Step, timestamp, value, is_nan, the number of the row.
    std::string add_point;     ///< A row of `metric_points`; leaves one alone that is there.
    std::string add_points;    ///< The same of `points_at_once` rows.
    std::string points;        ///< Series, first and last step: step, timestamp, value, is_nan in this order.
    std::string blocks;        ///< Series: the rows of its blocks by step.
    std::string stale_blocks;  ///< Series: the last steps of its stale blocks, in order.
    std::string block_before;  ///< Series, step: the last step of the block before the one that ends there, or null.
    std::string put_block;     ///< A row of `mltrack_blocks`, which replaces one that is there.
    std::string remove_block;  ///< Series, last step.
    std::string remove_blocks; ///< Series.
    std::string mark_stale;    ///< Series, series, step: marks the block that covers the step.
};

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/metrics/impl/series_statements.ipp>
#endif
