#pragma once

#include <mltrack/schema/entity/metric.hpp>
#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <tuple>

namespace mltrack::store {

/// The value as MLflow's SQL stores keep it: an infinity becomes the largest or smallest double, -0.0 becomes 0.0.
inline double stored_value(double value)
{
    if (std::isnan(value))
        return value;
    constexpr double largest = std::numeric_limits<double>::max();
    return std::clamp(value, -largest, largest) + 0.0;
}

/// The value that stands for it where values are put in order: NaN counts as 0.
inline double ordering_value(double value)
{
    return std::isnan(value) ? 0.0 : stored_value(value);
}

/// Whether `candidate` takes the place of `latest` as a metric's latest value: by step, then timestamp, then value; on
/// a tie the one logged first stays. Source: MLflow's sqlalchemy_store (_update_latest_metrics_if_necessary).
inline bool later_metric(const schema::metric& candidate, const schema::metric& latest)
{
    const auto rank = [](const schema::metric& each) {
        return std::tuple(each.step, each.timestamp->value, ordering_value(each.value));
    };
    return rank(candidate) > rank(latest);
}

/// The order of a metric's history: by timestamp, step and value, where NaN stands at 0. Points that neither goes
/// before are the same point.
struct history_order
{
    bool operator()(const schema::metric& left, const schema::metric& right) const
    {
        const auto rank = [](const schema::metric& each) {
            return std::tuple(each.timestamp->value, each.step, ordering_value(each.value), std::isnan(*each.value),
                              std::string_view(*each.key));
        };
        return rank(left) < rank(right);
    }
};

/// The error for a param that is logged again with another value.
inline error param_conflict(std::string_view key, std::string_view kept, std::string_view refused)
{
    return {errc::invalid_parameter_value, "the param '" + std::string(key) + "' is logged already with the value '" +
                                               std::string(kept) + "' and cannot change to '" + std::string(refused) +
                                               "': params are set once, use a tag for what changes"};
}

} // namespace mltrack::store
