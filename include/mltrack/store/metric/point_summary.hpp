#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <tuple>

namespace mltrack::store {

/// A logged value as stores keep it: NaN is 0 with `is_nan`, an infinity the largest or smallest double.
struct stored_point
{
    std::int64_t step = 0;
    std::int64_t timestamp = 0;
    double value = 0.0;
    bool is_nan = false;

    /// By step, timestamp and value, NaN standing behind 0.
    friend auto operator<=>(const stored_point&, const stored_point&) = default;

    /// Whether it takes the place of `latest` as a metric's latest value: what `later_metric` says.
    bool is_later_than(const stored_point& latest) const noexcept
    {
        return std::tie(step, timestamp, value) > std::tie(latest.step, latest.timestamp, latest.value);
    }
};

/// What is known of some points of a metric, whatever their order.
struct point_summary
{
    std::int64_t points = 0;
    double minimum = std::numeric_limits<double>::infinity();  ///< Of all but NaN, an infinity as it is kept.
    double maximum = -std::numeric_limits<double>::infinity(); ///< The same.
    double sum = 0.0;                                          ///< Of the finite ones.
    std::int64_t nans = 0;
    std::int64_t positive_infinities = 0;
    std::int64_t negative_infinities = 0;

    /// Whether there is a minimum and a maximum.
    bool has_values() const noexcept { return points != nans; }

    /// Counts a value, which is kept as `stored_point` says.
    void add(double value, bool is_nan) noexcept
    {
        constexpr double infinity = std::numeric_limits<double>::max();
        ++points;
        if (is_nan) {
            ++nans;
            return;
        }
        minimum = std::min(minimum, value);
        maximum = std::max(maximum, value);
        if (value == infinity)
            ++positive_infinities;
        else if (value == -infinity)
            ++negative_infinities;
        else
            sum += value;
    }

    /// Counts the points of another summary.
    void add(const point_summary& other) noexcept
    {
        points += other.points;
        minimum = std::min(minimum, other.minimum);
        maximum = std::max(maximum, other.maximum);
        sum += other.sum;
        nans += other.nans;
        positive_infinities += other.positive_infinities;
        negative_infinities += other.negative_infinities;
    }

    friend bool operator==(const point_summary&, const point_summary&) = default;
};

} // namespace mltrack::store
