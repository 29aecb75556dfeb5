#pragma once

#include <mltrack/store/sql/metrics/summarize.hpp>
#include <mltrack/store/sqlite/check/impl/check_work.hpp>
#include <mltrack/store/sqlite/impl/ask.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// @file
/// Rows of the compact layout that belong to nothing. A series that is lost is known again by a latest value that is
/// left without a series and is that of its points, when both fit nothing else.

namespace mltrack::store::detail {

/// A series whose row is lost while its points are there, and the metric that they must be of.
struct lost_series
{
    std::int64_t id = 0;
    std::string run;
    std::string key;
    std::int64_t points = 0;
};

inline constexpr const char* recognized_series =
    "WITH lost AS (SELECT DISTINCT series FROM metric_points WHERE series NOT IN (SELECT id FROM metric_series)), "
    "latest AS (SELECT p.* FROM lost JOIN metric_points p ON p.series = lost.series AND (p.step, p.timestamp, p.value, "
    "p.is_nan) = (SELECT step, timestamp, value, is_nan FROM metric_points WHERE series = lost.series ORDER BY step "
    "DESC, timestamp DESC, value DESC, is_nan LIMIT 1)), "
    "fits AS MATERIALIZED (SELECT p.series, l.run_uuid, l.\"key\" FROM latest p JOIN latest_metrics l ON l.step = "
    "p.step AND l.timestamp = p.timestamp AND l.value = p.value AND l.is_nan = p.is_nan WHERE l.run_uuid IN (SELECT "
    "run_uuid FROM runs) AND NOT EXISTS (SELECT 1 FROM metric_series s WHERE s.run_uuid = l.run_uuid AND s.\"key\" = "
    "l.\"key\")) "
    "SELECT f.series, f.run_uuid, f.\"key\", (SELECT count(*) FROM metric_points WHERE series = f.series) FROM fits f "
    "WHERE (SELECT count(*) FROM fits o WHERE o.series = f.series) = 1 AND (SELECT count(*) FROM fits o WHERE "
    "o.run_uuid = f.run_uuid AND o.\"key\" = f.\"key\") = 1";

inline result<std::vector<lost_series>> recognize_series(sqlite_connection& connection)
{
    std::vector<lost_series> found;
    MLTRACK_TRY(auto statement, connection.prepare(recognized_series));
    MLTRACK_CHECK(relational::for_each_row(statement, [&](auto& row) {
        found.push_back({row.whole(0), std::string(row.text(1)), std::string(row.text(2)), row.whole(3)});
    }));
    return found;
}

/// The rows of a table of the compact layout that belong to nothing.
struct lost_parts
{
    const char* rows; ///< From where on they are.
    const char* what;
    detail::remedy remedy;
    const char* series; ///< The column with the number of the series.
};

inline constexpr lost_parts lost_of_layout[] = {
    {" FROM metric_series WHERE run_uuid NOT IN (SELECT run_uuid FROM runs)",
     " series of metrics belong to runs that are not there", removal_of_values, "id"},
    {" FROM metric_points WHERE series NOT IN (SELECT id FROM metric_series)", " values of metrics belong to no series",
     removal_of_values, "series"},
    {" FROM mltrack_blocks WHERE series NOT IN (SELECT id FROM metric_series)", " blocks belong to no series", removal,
     "series"},
};

inline result<void> find_lost_series(check_work& work, sqlite_connection& connection)
{
    if (work.layout != relational::metric_layout::compact)
        return {};
    MLTRACK_TRY(const auto recognized, recognize_series(connection));
    std::string ids;
    for (const auto& each : recognized) {
        work.note(std::to_string(each.points) + " values of " + metric_name(each.run, each.key) +
                      " are there, but not its series",
                  {"puts it back", "put it back"});
        ids += (ids.empty() ? "" : ", ") + std::to_string(each.id);
    }
    for (const auto& each : lost_of_layout) {
        MLTRACK_TRY(const auto count, ask_whole(connection, "SELECT count(*)" + std::string(each.rows) + " AND " +
                                                                each.series + " NOT IN (" + ids + ')'));
        if (count != 0)
            work.note(std::to_string(count) + each.what, each.remedy);
    }
    return {};
}

/// Puts back what is known again. Then removes series first, so that their points and blocks belong to nothing and go
/// too.
inline result<void> mend_lost_series(check_work& work, sqlite_connection& connection)
{
    MLTRACK_TRY(const auto recognized, recognize_series(connection));
    for (const auto& each : recognized) {
        MLTRACK_CHECK(relational::execute(connection,
                                          "INSERT INTO metric_series (id, run_uuid, \"key\") VALUES (?, ?, ?)", each.id,
                                          each.run, each.key));
        MLTRACK_CHECK(relational::repair_series(connection, work.sql, each.id));
    }
    for (const auto& each : lost_of_layout)
        MLTRACK_CHECK(relational::execute(connection, "DELETE" + std::string(each.rows)));
    return {};
}

} // namespace mltrack::store::detail
