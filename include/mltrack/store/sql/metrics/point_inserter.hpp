#pragma once

#include <mltrack/store/metric/point_summary.hpp>
#include <mltrack/store/sql/driver.hpp>
#include <mltrack/store/sql/metrics/series_statements.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace mltrack::store::relational {

/// Inserts points with statements that are held through a transaction.
template <sql_connection Connection>
class point_inserter
{
public:
    static constexpr std::size_t points_at_once = series_statements::points_at_once;

    /// Prepares the statements unless they are.
    result<void> begin(Connection& connection, const series_statements& sql)
    {
        if (one_)
            return {};
        MLTRACK_TRY(auto one, connection.prepare(sql.add_point));
        MLTRACK_TRY(many_, connection.prepare(sql.add_points));
        one_ = std::move(one);
        return {};
    }

    /// Gives the statements back, which is before the transaction ends.
    void end() noexcept
    {
        one_.reset();
        many_.reset();
    }

    /// Inserts a point; how many were not there.
    result<std::int64_t> add(std::int64_t series, const stored_point& point)
    {
        bind(*one_, 0, series, point);
        return one_->execute();
    }

    /// Inserts several points; how many were not there.
    result<std::int64_t> add(std::int64_t series, std::span<const stored_point, points_at_once> points)
    {
        for (std::size_t row = 0; row != points_at_once; ++row)
            bind(*many_, row, series, points[row]);
        return many_->execute();
    }

private:
    using statement = typename Connection::statement;

    static void bind(statement& to, std::size_t row, std::int64_t series, const stored_point& point)
    {
        const auto column = row * 5;
        to.bind(column, series);
        to.bind(column + 1, point.step);
        to.bind(column + 2, point.timestamp);
        to.bind(column + 3, point.value);
        to.bind(column + 4, point.is_nan);
    }

    std::optional<statement> one_;
    std::optional<statement> many_;
};

} // namespace mltrack::store::relational
