#pragma once

#include <mltrack/query/impl/cell.hpp>

#include <tuple>

namespace mltrack::query::detail {

/// Of the points of a metric, NaN standing behind 0.
inline double first_value(const std::vector<schema::metric>& history)
{
    const auto rank = [](const schema::metric& each) {
        const bool is_nan = std::isnan(*each.value);
        return std::tuple(each.step, each.timestamp->value, is_nan ? 0.0 : compared_value(each), is_nan);
    };
    return compared_value(*std::ranges::min_element(history, {}, rank));
}

/// The mean of values, none of which is NaN. With infinities of one sign it is the largest or smallest double, with
/// those of both it is NaN.
inline double mean_of(const std::vector<double>& values)
{
    constexpr double largest = std::numeric_limits<double>::max();
    const bool up = std::ranges::find(values, largest) != values.end();
    const bool down = std::ranges::find(values, -largest) != values.end();
    if (up || down)
        return up == down ? std::numeric_limits<double>::quiet_NaN() : up ? largest : -largest;
    double sum = 0;
    for (const auto value : values)
        sum += value;
    return std::clamp(sum / static_cast<double>(values.size()), -largest, largest);
}

/// What a function says of a metric's history; nothing when the run lacks it, or, but for the first value, has NaN
/// alone.
inline cell aggregated(aggregate function, const std::vector<schema::metric>& history)
{
    if (history.empty())
        return {};
    if (function == aggregate::first)
        return first_value(history);
    std::vector<double> values;
    for (const auto& each : history)
        if (!std::isnan(*each.value))
            values.push_back(compared_value(each));
    if (values.empty())
        return {};
    if (function == aggregate::mean)
        return mean_of(values);
    return function == aggregate::min ? std::ranges::min(values) : std::ranges::max(values);
}

} // namespace mltrack::query::detail
