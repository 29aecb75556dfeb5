#pragma once

#include <mltrack/store/metric/sample.hpp>
#include <mltrack/store/metric_value.hpp>

#include <cmath>
#include <tuple>
#include <utility>

namespace mltrack::store {
namespace detail {

inline bool sample_order(const schema::metric& left, const schema::metric& right)
{
    const auto rank = [](const schema::metric& each) {
        return std::tuple(each.step, each.timestamp->value, ordering_value(each.value), std::isnan(*each.value));
    };
    return rank(left) < rank(right);
}

} // namespace detail

MLTRACK_DECL std::vector<schema::metric> sample_of(std::vector<schema::metric> history, const history_sample& wanted)
{
    std::erase_if(history,
                  [&](const auto& each) { return each.step < wanted.first_step || each.step > wanted.last_step; });
    std::sort(history.begin(), history.end(), &detail::sample_order);
    const auto rows = static_cast<std::int64_t>(history.size());
    std::vector<schema::metric> sample;
    for (std::int64_t index = 0; index != sample_size(rows, wanted.count); ++index)
        sample.push_back(std::move(history[static_cast<std::size_t>(sampled_row(index, rows, wanted.count))]));
    return sample;
}

} // namespace mltrack::store
