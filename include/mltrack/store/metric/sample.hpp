#pragma once

#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/records.hpp>

#include <algorithm>
#include <cstdint>
#include <vector>

/// @file
/// Which values of a long history are shown: MLflow's rule. Source: its sqlalchemy_store
/// (get_metric_history_bulk_interval).

namespace mltrack::store {

/// The order in which a sample is taken: by step, timestamp and value, NaN standing behind 0.
inline bool sample_order(const schema::metric& left, const schema::metric& right)
{
    const auto rank = [](const schema::metric& each) {
        return std::tuple(each.step, each.timestamp->value, ordering_value(each.value), std::isnan(*each.value));
    };
    return rank(left) < rank(right);
}

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

/// The sample of a whole history, in whatever order.
inline std::vector<schema::metric> sample_of(std::vector<schema::metric> history, const history_sample& wanted)
{
    std::erase_if(history,
                  [&](const auto& each) { return each.step < wanted.first_step || each.step > wanted.last_step; });
    std::sort(history.begin(), history.end(), &sample_order);
    const auto rows = static_cast<std::int64_t>(history.size());
    std::vector<schema::metric> sample;
    for (std::int64_t index = 0; index != sample_size(rows, wanted.count); ++index)
        sample.push_back(std::move(history[static_cast<std::size_t>(sampled_row(index, rows, wanted.count))]));
    return sample;
}

} // namespace mltrack::store
