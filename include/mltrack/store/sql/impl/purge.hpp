#pragma once

#include <mltrack/store/purge/purge_store.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/impl/models.hpp>
#include <mltrack/store/sql/metrics/metric_layout.hpp>
#include <mltrack/store/sql/row.hpp>

#include <string>
#include <string_view>

/// @file
/// How `store::sql` removes for good, within a transaction.

namespace mltrack::store::relational {

/// What `find_trash` gives.
template <sql_connection Connection>
result<trash> read_trash(Connection& connection)
{
    const std::string deleted_experiments = "(SELECT experiment_id FROM experiments WHERE lifecycle_stage = 'deleted')";
    const auto visit = [&](const table_definition& table, std::string_view condition, std::string_view order,
                           auto add) -> result<void> {
        MLTRACK_TRY(auto statement, connection.prepare(select_from(table) + " WHERE " + std::string(condition) +
                                                       " ORDER BY " + std::string(order)));
        return for_each_row(statement, add);
    };
    const auto trashed = "lifecycle_stage = 'deleted' OR experiment_id IN " + deleted_experiments;
    trash found;
    MLTRACK_CHECK(
        visit(definition_of<rows::experiment>(), "lifecycle_stage = 'deleted'", "experiment_id",
              [&](auto& each) { found.experiments.push_back(to_experiment(read_row<rows::experiment>(each))); }));
    MLTRACK_CHECK(visit(definition_of<rows::run>(), trashed, "run_uuid", [&](auto& each) {
        const auto row = read_row<rows::run>(each);
        auto& run = found.runs.emplace_back(trashed_run{.info = to_run_info(row)});
        if (row.deleted_time)
            run.deleted_time = schema::unix_ms(*row.deleted_time);
    }));
    MLTRACK_CHECK(visit(definition_of<rows::logged_model>(), trashed, "model_id",
                        [&](auto& each) { found.models.push_back(to_model(read_row<rows::logged_model>(each))); }));
    return found;
}

/// Removes runs with all that was logged to them. `which` follows the column with a run's id and takes `value`:
/// ` = ?`. The rows of models' metrics go with their run's by the schema, so do series and points.
template <sql_connection Connection, class Value>
result<void> erase_runs(Connection& connection, metric_layout layout, std::string_view which, const Value& value)
{
    constexpr std::string_view used_data = "destination_type = 'RUN' AND destination_id";
    const std::string tags_of = "DELETE FROM input_tags WHERE input_uuid IN (SELECT input_uuid FROM inputs WHERE ";
    MLTRACK_CHECK(execute(connection, tags_of + std::string(used_data) + std::string(which) + ')', value));
    if (layout == metric_layout::mlflow)
        MLTRACK_CHECK(execute(connection, "DELETE FROM metrics WHERE run_uuid" + std::string(which), value));
    for (const auto& condition : {"inputs WHERE " + std::string(used_data),
                                  std::string("inputs WHERE source_type IN ('RUN_INPUT', 'RUN_OUTPUT') AND source_id"),
                                  std::string("latest_metrics WHERE run_uuid"), std::string("params WHERE run_uuid"),
                                  std::string("tags WHERE run_uuid"), std::string("runs WHERE run_uuid")})
        MLTRACK_CHECK(execute(connection, "DELETE FROM " + condition + std::string(which), value));
    return {};
}

/// Removes an experiment with all that belongs to it; what the schema lets go with it stands in no statement here. The
/// rollups of traces have no foreign key, and SQLite gives the number of a removed experiment to a new one.
template <sql_connection Connection>
result<void> erase_experiment(Connection& connection, metric_layout layout, std::int64_t experiment)
{
    MLTRACK_CHECK(
        erase_runs(connection, layout, " IN (SELECT run_uuid FROM runs WHERE experiment_id = ?)", experiment));
    for (const auto* table :
         {"logged_models", "experiment_tags", "sql_trace_rollup_rebuild_queue", "sql_trace_metric_daily_rollups",
          "sql_span_cost_daily_rollups", "sql_assessment_daily_rollups", "experiments"})
        MLTRACK_CHECK(
            execute(connection, std::string("DELETE FROM ") + table + " WHERE experiment_id = ?", experiment));
    return {};
}

} // namespace mltrack::store::relational
