#pragma once

#include <mltrack/store/sql/metrics/metric_layout.hpp>
#include <mltrack/store/sql/rows/layout_conversion.hpp>
#include <mltrack/store/sql/rows/tracking.hpp>
#include <mltrack/store/sqlite/driver.hpp>
#include <mltrack/store/sqlite/impl/compact_metrics.hpp>

#include <string>
#include <vector>

/// @file
/// The SQL of a conversion between the layouts of metrics. The new tables stand beside those in use, under names of
/// their own; triggers bring what is written to the tables in use, by whomever, to the new ones too. So a row may come
/// twice, from its trigger and when the copy gets to it.

namespace mltrack::store::detail {

/// A conversion to one of the layouts. A metric is named by its run and key.
struct conversion_plan
{
    relational::metric_layout target = relational::metric_layout::mlflow;
    std::vector<std::string> create;   ///< Make the new tables, and the triggers on those in use.
    std::string first;                 ///< The first metric in use: run, key.
    std::string next;                  ///< Run, key: the metric behind it.
    std::string open;                  ///< Run, key: makes what the metric's rows need; empty = nothing.
    std::string boundary;              ///< Run, key, step, number: the step of a row so far behind the step's first.
    std::string copy;                  ///< Run, key, first and last step: copies the rows there.
    std::string used_rows;             ///< All rows in use: run, key, step, timestamp, value, is_nan.
    std::string new_rows;              ///< The same of the new tables.
    std::vector<std::string> exchange; ///< Put the new tables in place of those in use.
};

/// The statements that remove everything that is mltrack's own in a database whose names match the pattern; triggers
/// before what they stand on.
inline constexpr const char* own_parts =
    "SELECT 'DROP ' || type || ' IF EXISTS \"' || name || '\"' FROM sqlite_master WHERE name LIKE ? ESCAPE '^' "
    "AND type IN ('trigger', 'view', 'index', 'table') ORDER BY type <> 'trigger', type <> 'view', type <> 'index'";

/// What `own_parts` removes when a conversion is given up.
inline constexpr const char* conversion_parts = "mltrack^_conver%";

/// The triggers on a table in use, which do `add` for rows that come and `remove` for those that go.
inline std::vector<std::string> capture(const std::string& table, const std::string& add, const std::string& remove)
{
    const auto trigger = [&](const std::string& name, const std::string& event, const std::string& body) {
        return "CREATE TRIGGER mltrack_conversion_" + name + " AFTER " + event + " ON " + table + "\nBEGIN\n" + body +
               "END";
    };
    return {trigger("insert", "INSERT", add), trigger("delete", "DELETE", remove),
            trigger("update", "UPDATE", remove + add)};
}

inline conversion_plan plan_to_compact()
{
    const auto& dialect = sqlite_driver::dialect();
    const std::string series_of_new =
        "SELECT id FROM mltrack_converted_series WHERE run_uuid = NEW.run_uuid AND \"key\" = NEW.\"key\"";
    conversion_plan plan;
    plan.target = relational::metric_layout::compact;
    plan.create = {create_series(dialect, "mltrack_converted_series"),
                   create_points(dialect, "mltrack_converted_points")};
    const auto triggers = capture(
        "metrics",
        "\tINSERT INTO mltrack_converted_series (run_uuid, \"key\") SELECT NEW.run_uuid, NEW.\"key\" WHERE NOT EXISTS "
        "(" +
            series_of_new +
            ");\n\tINSERT INTO mltrack_converted_points (series, step, timestamp, value, is_nan) SELECT id, NEW.step, "
            "NEW.timestamp, NEW.value, NEW.is_nan FROM mltrack_converted_series WHERE run_uuid = NEW.run_uuid AND "
            "\"key\" = NEW.\"key\";\n",
        "\tDELETE FROM mltrack_converted_points WHERE series = (SELECT id FROM mltrack_converted_series WHERE run_uuid "
        "= OLD.run_uuid AND \"key\" = OLD.\"key\") AND step = OLD.step AND timestamp = OLD.timestamp AND value = "
        "OLD.value AND is_nan = OLD.is_nan;\n");
    plan.create.insert(plan.create.end(), triggers.begin(), triggers.end());
    plan.first = "SELECT run_uuid, \"key\" FROM metrics ORDER BY run_uuid, \"key\" LIMIT 1";
    plan.next = "SELECT run_uuid, \"key\" FROM metrics WHERE (run_uuid, \"key\") > (?, ?) ORDER BY run_uuid, \"key\" "
                "LIMIT 1";
    plan.open = "INSERT INTO mltrack_converted_series (run_uuid, \"key\") VALUES (?, ?) ON CONFLICT DO NOTHING";
    plan.boundary = "SELECT step FROM metrics WHERE run_uuid = ? AND \"key\" = ? AND step >= ? ORDER BY step LIMIT 1 "
                    "OFFSET ?";
    plan.copy =
        "INSERT OR IGNORE INTO mltrack_converted_points (series, step, timestamp, value, is_nan) "
        "SELECT s.id, m.step, m.timestamp, m.value, m.is_nan FROM mltrack_converted_series s CROSS JOIN metrics "
        "m ON m.run_uuid = s.run_uuid AND m.\"key\" = s.\"key\" WHERE s.run_uuid = ? AND s.\"key\" = ? AND "
        "m.step BETWEEN ? AND ? ORDER BY m.step, m.timestamp, m.value, m.is_nan";
    plan.used_rows = "SELECT run_uuid, \"key\", step, timestamp, value, is_nan FROM metrics";
    plan.new_rows =
        "SELECT s.run_uuid, s.\"key\", p.step, p.timestamp, p.value, p.is_nan FROM mltrack_converted_points "
        "p JOIN mltrack_converted_series s ON s.id = p.series";
    plan.exchange = {"DELETE FROM mltrack_converted_series WHERE NOT EXISTS (SELECT 1 FROM mltrack_converted_points "
                     "WHERE series = mltrack_converted_series.id)",
                     "DROP TABLE metrics", "ALTER TABLE mltrack_converted_series RENAME TO metric_series",
                     "ALTER TABLE mltrack_converted_points RENAME TO metric_points", "DROP TABLE mltrack_conversion"};
    const auto parts = create_compact_parts(dialect);
    plan.exchange.insert(plan.exchange.end(), parts.begin(), parts.end());
    return plan;
}

inline conversion_plan plan_to_mlflow()
{
    const auto& dialect = sqlite_driver::dialect();
    auto table = relational::definition_of<rows::metric>();
    table.name = "mltrack_converted_metrics";
    const std::string series = "(SELECT id FROM metric_series WHERE run_uuid = ? AND \"key\" = ?)";
    conversion_plan plan;
    plan.target = relational::metric_layout::mlflow;
    plan.create = relational::create_table(table, dialect);
    const auto triggers = capture(
        "metric_points",
        "\tINSERT INTO mltrack_converted_metrics (\"key\", value, timestamp, run_uuid, step, is_nan) SELECT \"key\", "
        "NEW.value, NEW.timestamp, run_uuid, NEW.step, NEW.is_nan FROM metric_series WHERE id = NEW.series;\n",
        "\tDELETE FROM mltrack_converted_metrics WHERE (run_uuid, \"key\") = (SELECT run_uuid, \"key\" FROM "
        "metric_series WHERE id = OLD.series) AND step = OLD.step AND timestamp = OLD.timestamp AND value = OLD.value "
        "AND is_nan = OLD.is_nan;\n");
    plan.create.insert(plan.create.end(), triggers.begin(), triggers.end());
    plan.first = "SELECT run_uuid, \"key\" FROM metric_series ORDER BY run_uuid, \"key\" LIMIT 1";
    plan.next = "SELECT run_uuid, \"key\" FROM metric_series WHERE (run_uuid, \"key\") > (?, ?) ORDER BY run_uuid, "
                "\"key\" LIMIT 1";
    plan.boundary =
        "SELECT step FROM metric_points WHERE series = " + series + " AND step >= ? ORDER BY step LIMIT 1 OFFSET ?";
    plan.copy = "INSERT OR IGNORE INTO mltrack_converted_metrics (\"key\", value, timestamp, run_uuid, step, is_nan) "
                "SELECT s.\"key\", p.value, p.timestamp, s.run_uuid, p.step, p.is_nan FROM metric_series s CROSS JOIN "
                "metric_points p ON p.series = s.id WHERE s.run_uuid = ? AND s.\"key\" = ? AND p.step BETWEEN ? AND ? "
                "ORDER BY p.step, p.timestamp, p.value, p.is_nan";
    plan.used_rows = "SELECT s.run_uuid, s.\"key\", p.step, p.timestamp, p.value, p.is_nan FROM metric_points p JOIN "
                     "metric_series s ON s.id = p.series";
    plan.new_rows = "SELECT run_uuid, \"key\", step, timestamp, value, is_nan FROM mltrack_converted_metrics";
    plan.exchange = {"DROP VIEW metrics", "DROP TRIGGER mltrack_runs_delete", "DROP TABLE metric_points",
                     "DROP TABLE metric_series", "ALTER TABLE mltrack_converted_metrics RENAME TO metrics"};
    return plan;
}

} // namespace mltrack::store::detail
