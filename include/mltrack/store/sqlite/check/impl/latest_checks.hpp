#pragma once

#include <mltrack/store/metric/point_summary.hpp>
#include <mltrack/store/sql/metrics/series_rows.hpp>
#include <mltrack/store/sqlite/check/impl/check_work.hpp>
#include <mltrack/store/sqlite/impl/ask.hpp>

#include <optional>
#include <string>
#include <utility>

/// @file
/// Whether the latest values are those that the metrics say: by step, timestamp and value, where NaN counts as 0, as
/// `later_metric` says. Of values that are equal in all three the one that was logged first is the latest; which one
/// that was is only known in MLflow's layout, so that each of them is right where one is kept.

namespace mltrack::store::detail {

/// A metric of a run, and what its latest value is and should be.
struct latest_check
{
    std::string run;
    std::string key;
    std::optional<stored_point> kept;
    std::optional<stored_point> latest;

    static std::string told(const std::optional<stored_point>& point)
    {
        if (!point)
            return "nothing";
        return (point->is_nan ? std::string("NaN") : detail::told(point->value)) + " at step " +
               std::to_string(point->step) + ", time " + std::to_string(point->timestamp);
    }
};

/// The statements that find latest values in a layout.
struct latest_statements
{
    explicit latest_statements(relational::metric_layout layout)
    {
        const bool is_compact = layout == relational::metric_layout::compact;
        const std::string metrics = is_compact ? "metric_series" : "metrics";
        const std::string order = " ORDER BY run_uuid, \"key\" LIMIT 1";
        const std::string rows =
            is_compact
                ? " FROM metric_points WHERE series = (SELECT id FROM metric_series WHERE run_uuid = ? AND \"key\" "
                  "= ?)"
                : " FROM metrics WHERE run_uuid = ? AND \"key\" = ?";
        count = "SELECT count(*) FROM latest_metrics";
        first = "SELECT run_uuid, \"key\" FROM " + metrics + order;
        next = "SELECT run_uuid, \"key\" FROM " + metrics + " WHERE (run_uuid, \"key\") > (?, ?)" + order;
        latest = "SELECT step, timestamp, value, is_nan" + rows + " AND step = (SELECT max(step)" + rows +
                 ") ORDER BY timestamp DESC, value DESC, " + (is_compact ? "is_nan" : "rowid") + " LIMIT 1";
        has = "SELECT count(*)" + rows + " AND step = ? AND timestamp = ? AND value = ? AND is_nan = ?";
    }

    std::string count;
    std::string first;  ///< The first metric: run, key.
    std::string next;   ///< Run, key: the metric behind it.
    std::string latest; ///< Run, key, run, key: the latest point.
    std::string has;    ///< Run, key and a point: 1 if it is there.
};

inline constexpr const char* latest_without_metric =
    " FROM latest_metrics WHERE NOT EXISTS (SELECT 1 FROM metrics m WHERE m.run_uuid = latest_metrics.run_uuid AND "
    "m.\"key\" = latest_metrics.\"key\")";

template <class... Values>
result<std::optional<stored_point>> ask_point(sqlite_connection& connection, std::string_view sql,
                                              const Values&... values)
{
    MLTRACK_TRY(auto statement, relational::prepare(connection, sql, values...));
    MLTRACK_TRY(const bool is_there, statement.next());
    if (!is_there)
        return std::optional<stored_point>();
    return std::optional(stored_point{statement.whole(0), statement.whole(1), statement.real(2), statement.truth(3)});
}

/// Whether the kept value is the latest one.
inline result<bool> is_latest(sqlite_connection& connection, const latest_statements& sql, const latest_check& check)
{
    const auto& [run, key, kept, latest] = check;
    if (!latest || kept == latest)
        return true;
    if (!kept || kept->is_later_than(*latest) || latest->is_later_than(*kept))
        return false;
    MLTRACK_TRY(const auto count,
                ask_whole(connection, sql.has, run, key, kept->step, kept->timestamp, kept->value, kept->is_nan));
    return count != 0;
}

/// Calls `visit(check)` at every metric of a run that is there whose latest value is wrong or missing.
template <class Visitor>
result<void> for_each_wrong_latest(const check_work& work, sqlite_connection& connection, Visitor visit)
{
    const latest_statements sql(work.layout);
    MLTRACK_TRY(const auto total, ask_whole(connection, sql.count));
    std::optional<latest_check> last;
    for (std::int64_t done = 0;; ++done) {
        work.tell("Checking latest values", done, total);
        latest_check check;
        {
            MLTRACK_TRY(auto statement, last ? relational::prepare(connection, sql.next, last->run, last->key)
                                             : connection.prepare(sql.first));
            MLTRACK_TRY(const bool more, statement.next());
            if (!more)
                return {};
            check.run = statement.text(0);
            check.key = statement.text(1);
        }
        MLTRACK_TRY(check.kept, ask_point(connection,
                                          "SELECT step, timestamp, value, is_nan FROM latest_metrics WHERE "
                                          "run_uuid = ? AND \"key\" = ?",
                                          check.run, check.key));
        MLTRACK_TRY(check.latest, ask_point(connection, sql.latest, check.run, check.key, check.run, check.key));
        MLTRACK_TRY(const bool is_right, is_latest(connection, sql, check));
        if (!is_right) {
            MLTRACK_TRY(const auto runs,
                        ask_whole(connection, "SELECT count(*) FROM runs WHERE run_uuid = ?", check.run));
            if (runs != 0)
                MLTRACK_CHECK(visit(check));
        }
        last = std::move(check);
    }
}

inline result<void> find_wrong_latest(check_work& work, sqlite_connection& connection)
{
    MLTRACK_CHECK(for_each_wrong_latest(work, connection, [&](const latest_check& check) -> result<void> {
        work.note(metric_name(check.run, check.key) + " has as its latest value " + latest_check::told(check.kept) +
                      ", the metrics say " + latest_check::told(check.latest),
                  {"sets it", "set it"});
        return {};
    }));
    MLTRACK_TRY(auto statement, connection.prepare("SELECT run_uuid, \"key\"" + std::string(latest_without_metric)));
    return relational::for_each_row(statement, [&](auto& row) {
        work.note(metric_name(row.text(0), row.text(1)) + " has a latest value but no values",
                  {"removes it", "removed it"});
    });
}

inline result<void> mend_wrong_latest(check_work& work, sqlite_connection& connection)
{
    MLTRACK_CHECK(for_each_wrong_latest(work, connection, [&](const latest_check& check) -> result<void> {
        MLTRACK_CHECK(relational::execute_row(connection, work.sql.put_latest,
                                              relational::to_row(*check.latest, check.run, check.key)));
        return {};
    }));
    MLTRACK_CHECK(relational::execute(connection, "DELETE" + std::string(latest_without_metric)));
    return {};
}

} // namespace mltrack::store::detail
