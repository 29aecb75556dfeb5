#pragma once

#include <mltrack/store/sql/rows/metric_series.hpp>
#include <mltrack/store/sql/statements.hpp>

#include <string>
#include <string_view>
#include <vector>

/// @file
/// The compact layout of metrics in SQLite (store/sql/rows/metric_series.hpp). A row of MLflow's table repeats run and
/// key, and so do its three indexes: some 250 bytes a value. A point takes 30 and its table is its only index.
///
/// MLflow reads and writes the view `metrics` as it would the table. Its triggers do what the table's constraints do,
/// and mark what mltrack knows of the points as stale.

namespace mltrack::store::detail {

inline constexpr const char* metrics_view =
    "CREATE VIEW metrics AS SELECT s.\"key\" AS \"key\", p.value AS value, p.timestamp AS timestamp, s.run_uuid AS "
    "run_uuid, p.step AS step, p.is_nan AS is_nan FROM metric_series s JOIN metric_points p ON p.series = s.id";

/// A value that is there already is refused, as by MLflow's table. A new series comes without aggregates, which is
/// stale. No trigger but that of `runs` names `runs`: it would keep MLflow's migrations from making that table anew.
inline constexpr const char* insert_trigger = R"(CREATE TRIGGER mltrack_metrics_insert INSTEAD OF INSERT ON metrics
BEGIN
	INSERT INTO metric_series (run_uuid, "key") SELECT NEW.run_uuid, NEW."key"
		WHERE NOT EXISTS (SELECT 1 FROM metric_series WHERE run_uuid = NEW.run_uuid AND "key" = NEW."key");
	INSERT INTO metric_points (series, step, timestamp, value, is_nan)
		SELECT id, COALESCE(NEW.step, 0), NEW.timestamp, NEW.value, COALESCE(NEW.is_nan, 0) FROM metric_series
		WHERE run_uuid = NEW.run_uuid AND "key" = NEW."key";
	UPDATE metric_series SET points = NULL
		WHERE run_uuid = NEW.run_uuid AND "key" = NEW."key" AND points IS NOT NULL;
	UPDATE mltrack_blocks SET "rows" = NULL WHERE (series, last_step) = (
		SELECT b.series, b.last_step FROM metric_series s JOIN mltrack_blocks b ON b.series = s.id
		WHERE s.run_uuid = NEW.run_uuid AND s."key" = NEW."key" AND b.last_step >= COALESCE(NEW.step, 0)
		ORDER BY b.last_step LIMIT 1);
END)";

inline constexpr const char* delete_trigger = R"(CREATE TRIGGER mltrack_metrics_delete INSTEAD OF DELETE ON metrics
BEGIN
	DELETE FROM metric_points
		WHERE series = (SELECT id FROM metric_series WHERE run_uuid = OLD.run_uuid AND "key" = OLD."key")
			AND step = OLD.step AND timestamp = OLD.timestamp AND value = OLD.value AND is_nan = OLD.is_nan;
	UPDATE metric_series SET points = NULL
		WHERE run_uuid = OLD.run_uuid AND "key" = OLD."key" AND points IS NOT NULL;
	UPDATE mltrack_blocks SET "rows" = NULL WHERE (series, last_step) = (
		SELECT b.series, b.last_step FROM metric_series s JOIN mltrack_blocks b ON b.series = s.id
		WHERE s.run_uuid = OLD.run_uuid AND s."key" = OLD."key" AND b.last_step >= OLD.step
		ORDER BY b.last_step LIMIT 1);
END)";

/// Whoever removes a run, its metrics go along: they have no foreign key that would keep it.
inline constexpr const char* run_trigger = R"(CREATE TRIGGER mltrack_runs_delete AFTER DELETE ON runs
BEGIN
	DELETE FROM mltrack_blocks WHERE series IN (SELECT id FROM metric_series WHERE run_uuid = OLD.run_uuid);
	DELETE FROM metric_points WHERE series IN (SELECT id FROM metric_series WHERE run_uuid = OLD.run_uuid);
	DELETE FROM metric_series WHERE run_uuid = OLD.run_uuid;
END)";

/// The statement that makes the table of a row struct under a name, without its indexes.
template <relational::table_row Row>
std::string create_table_named(std::string_view name, const relational::dialect& dialect)
{
    auto table = relational::definition_of<Row>();
    table.name = name;
    return relational::create_table(table, dialect).front();
}

/// The statement that makes the table of series.
inline std::string create_series(const relational::dialect& dialect, std::string_view name)
{
    return create_table_named<rows::metric_series>(name, dialect);
}

/// The statement that makes the table of points, which are kept in the order of its key.
inline std::string create_points(const relational::dialect& dialect, std::string_view name)
{
    return create_table_named<rows::metric_point>(name, dialect) + " WITHOUT ROWID";
}

/// The statements that make what belongs to the layout besides series and points.
inline std::vector<std::string> create_compact_parts(const relational::dialect& dialect)
{
    return {create_table_named<rows::metric_block>(relational::table<rows::metric_block>::name, dialect) +
                " WITHOUT ROWID",
            "CREATE INDEX mltrack_stale_blocks ON mltrack_blocks (series, \"rows\") WHERE \"rows\" IS NULL",
            // MLflow's schema has no index of the runs of an experiment; this one has them in the order in which most
            // searches want them.
            "CREATE INDEX mltrack_runs ON runs (experiment_id, lifecycle_stage, start_time DESC, run_uuid)",
            metrics_view, insert_trigger, delete_trigger, run_trigger};
}

/// The statements that make the layout, for `dialect::compact_metrics`.
inline std::vector<std::string> create_compact_metrics(const relational::dialect& dialect)
{
    auto statements = create_compact_parts(dialect);
    statements.insert(statements.begin(), {create_series(dialect, relational::table<rows::metric_series>::name),
                                           create_points(dialect, relational::table<rows::metric_point>::name)});
    return statements;
}

} // namespace mltrack::store::detail
