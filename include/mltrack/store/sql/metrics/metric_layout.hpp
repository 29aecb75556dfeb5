#pragma once

#include <mltrack/store/sql/driver.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/rows/metric_series.hpp>

namespace mltrack::store::relational {

/// How a database keeps the values of metrics. What reads them asks `metrics`, which is there in both layouts.
enum class metric_layout {
    mlflow, ///< `metrics` is MLflow's table.
    compact ///< `metrics` is a view over series and their points (rows/metric_series.hpp).
};

/// The layout that a database has.
template <sql_connection Connection>
result<metric_layout> read_metric_layout(Connection& connection, const dialect& dialect)
{
    auto layout = metric_layout::mlflow;
    MLTRACK_TRY(auto names, connection.prepare(dialect.table_names()));
    MLTRACK_CHECK(for_each_row(names, [&](auto& row) {
        if (row.text(0) == table<rows::metric_series>::name)
            layout = metric_layout::compact;
    }));
    return layout;
}

} // namespace mltrack::store::relational
