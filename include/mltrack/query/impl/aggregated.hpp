#pragma once

#include <mltrack/query/impl/cell.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <tuple>

namespace mltrack::query::detail {

/// The value at the first step of a metric, of it the earliest.
class first_value
{
public:
    void add(const schema::metric& point)
    {
        const auto value = compared_value(point);
        const bool is_nan = std::isnan(value);
        const rank here{point.step, point.timestamp->value, is_nan ? 0.0 : value, is_nan};
        first_ = first_ ? std::min(*first_, here) : here;
    }

    cell value() const
    {
        if (!first_)
            return {};
        const auto& [step, timestamp, value, is_nan] = *first_;
        return is_nan ? std::numeric_limits<double>::quiet_NaN() : value;
    }

private:
    /// By which points are compared: step, timestamp, value and whether it is NaN, which stands behind 0.
    using rank = std::tuple<std::int64_t, std::int64_t, double, bool>;

    std::optional<rank> first_;
};

/// The least, the greatest and the mean of a metric's values but NaN.
class value_summary
{
public:
    void add(const schema::metric& point)
    {
        const auto value = compared_value(point);
        if (std::isnan(value))
            return;
        ++count_;
        sum_ += value;
        least_ = std::min(least_, value);
        greatest_ = std::max(greatest_, value);
    }

    /// Nothing when there was no value.
    cell value(aggregate function) const
    {
        if (count_ == 0)
            return {};
        return function == aggregate::mean ? mean() : function == aggregate::min ? least_ : greatest_;
    }

private:
    static constexpr double largest = std::numeric_limits<double>::max();

    /// With infinities of one sign it is the largest or smallest double, with those of both it is NaN.
    double mean() const
    {
        const bool up = greatest_ == largest;
        const bool down = least_ == -largest;
        if (up || down)
            return up == down ? std::numeric_limits<double>::quiet_NaN() : up ? largest : -largest;
        return std::clamp(sum_ / static_cast<double>(count_), -largest, largest);
    }

    std::size_t count_ = 0;
    double sum_ = 0;
    double least_ = largest;
    double greatest_ = -largest;
};

} // namespace mltrack::query::detail
