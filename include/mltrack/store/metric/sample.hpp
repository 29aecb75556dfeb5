#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/records.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

/// @file
/// Which values of a long history are shown: MLflow's rule. Source: its sqlalchemy_store
/// (get_metric_history_bulk_interval).

namespace mltrack::store {

/// How many values a sample of at most `count` out of `rows` has.
constexpr std::int64_t sample_size(std::int64_t rows, std::int64_t count)
{
    return std::min(rows, count);
}

/// Where the value at `index` of the sample stands among all rows. These are split into `count` parts, the first ones
/// longer by a row where they cannot be equal; each part gives its first row, the last one the last row of all.
constexpr std::int64_t sampled_row(std::int64_t index, std::int64_t rows, std::int64_t count)
{
    if (rows <= count)
        return index;
    if (index == count - 1)
        return rows - 1;
    return index * (rows / count) + std::min(index, rows % count);
}

/// The sample of a whole history, in whatever order: by step, timestamp and value, NaN standing behind 0.
MLTRACK_DECL std::vector<schema::metric> sample_of(std::vector<schema::metric> history, const history_sample& wanted);

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/metric/impl/sample.ipp>
#endif
