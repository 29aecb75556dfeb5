#pragma once

#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/rows/tracking.hpp>
#include <mltrack/store/sqlite/connection.hpp>
#include <mltrack/store/sqlite/driver.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mltrack::test {

/// Makes MLflow's table of metrics in a database of the compact layout, with its values, as a database of MLflow's has.
inline void use_mlflow_layout(const std::filesystem::path& file)
{
    using namespace store::relational;
    auto connection = store::sqlite_connection::open({file}, store::transaction_kind::write).value();
    std::vector<std::string> statements{"BEGIN IMMEDIATE",           "CREATE TEMP TABLE kept AS SELECT * FROM metrics",
                                        "DROP VIEW metrics",         "DROP TRIGGER mltrack_runs_delete",
                                        "DROP TABLE metric_series",  "DROP TABLE metric_points",
                                        "DROP TABLE mltrack_blocks", "DROP INDEX mltrack_runs"};
    for (auto& each : create_table(definition_of<store::rows::metric>(), store::sqlite_driver::dialect()))
        statements.push_back(std::move(each));
    statements.emplace_back("INSERT INTO metrics SELECT * FROM temp.kept");
    statements.emplace_back("COMMIT");
    for (const auto& each : statements)
        execute(connection, each).value();
}

} // namespace mltrack::test
