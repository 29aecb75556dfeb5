#pragma once

#include <mltrack/store/server_lock.hpp>
#include <mltrack/store/sql/ddl/schema.hpp>
#include <mltrack/store/sql/metrics/summarize.hpp>
#include <mltrack/store/sqlite/layout/conversion.hpp>
#include <mltrack/store/sqlite/layout/impl/running_conversion.hpp>

#include <string>
#include <vector>

namespace mltrack::store {
namespace detail {

/// Refuses what is no database of MLflow's schema.
inline result<void> check_schema(const sqlite_driver& driver, sqlite_connection& connection)
{
    MLTRACK_TRY(const bool is_there, relational::has_schema(driver, connection));
    if (!is_there)
        return error{errc::invalid_state, driver.description() + " is empty: a server that uses it makes the schema"};
    return {};
}

inline result<layout_status> layout_status_of(sqlite_connection& connection)
{
    layout_status status;
    MLTRACK_TRY(status.layout, relational::read_metric_layout(connection, sqlite_driver::dialect()));
    MLTRACK_TRY(const auto position, read_position(connection));
    if (position)
        status.target = position->target == name_of(relational::metric_layout::compact)
                            ? relational::metric_layout::compact
                            : relational::metric_layout::mlflow;
    return status;
}

/// Keeps servers off the file. A server that is there already is named.
inline result<server_lock> lock_for_conversion(const sqlite_driver& driver, const std::filesystem::path& file)
{
    if (const auto server = server_of(file); !server.empty())
        return error{errc::resource_conflict, "the mltrack server with process id " + server + " serves " +
                                                  driver.description() + ": stop it first, then convert"};
    return lock_for_server(file);
}

/// Makes what is known of metrics in the compact layout, where it is not.
inline result<void> summarize_metrics(sqlite_connection& connection, const conversion_options& how)
{
    const relational::series_statements sql(sqlite_driver::dialect());
    MLTRACK_TRY(const auto total, ask_whole(connection, "SELECT count(*) FROM metric_series WHERE points IS NULL"));
    std::int64_t done = 0;
    std::vector<std::int64_t> stale;
    const auto work = [&](sqlite_connection& c) -> result<void> {
        stale.clear();
        MLTRACK_TRY(auto statement, c.prepare("SELECT id FROM metric_series WHERE points IS NULL LIMIT 32"));
        MLTRACK_CHECK(relational::for_each_row(statement, [&](auto& row) { stale.push_back(row.whole(0)); }));
        for (const auto series : stale)
            MLTRACK_CHECK(relational::repair_series(c, sql, series));
        return {};
    };
    do {
        MLTRACK_CHECK(relational::transact(connection, transaction_kind::write, work));
        done += static_cast<std::int64_t>(stale.size());
        MLTRACK_CHECK(tell(how, conversion_stage::summarizing, done, total));
        let_others_write();
    } while (!stale.empty());
    return {};
}

/// Removes what a conversion has left in a database that has the wanted layout.
inline result<conversion_report> keep_layout(sqlite_connection& connection, const layout_status& status)
{
    conversion_report report;
    report.layout_before = status.layout;
    MLTRACK_TRY(report.rows_before, ask_whole(connection, "SELECT count(*) FROM metrics"));
    report.rows_after = report.rows_before;
    report.was_given_up = status.target.has_value();
    if (report.was_given_up)
        MLTRACK_CHECK(relational::transact(connection, transaction_kind::write,
                                           [](sqlite_connection& c) { return remove_own_parts(c, conversion_parts); }));
    return report;
}

} // namespace detail

MLTRACK_DECL result<layout_status> read_layout_status(const sqlite_options& options)
{
    const sqlite_driver driver(options);
    MLTRACK_TRY(auto connection, driver.connect(transaction_kind::read));
    return relational::transact(connection, transaction_kind::read, [&](sqlite_connection& c) -> result<layout_status> {
        MLTRACK_CHECK(detail::check_schema(driver, c));
        return detail::layout_status_of(c);
    });
}

MLTRACK_DECL result<conversion_report> convert_layout(const sqlite_options& options, relational::metric_layout target,
                                                      const conversion_options& how)
{
    const sqlite_driver driver(options);
    MLTRACK_TRY(const auto lock, detail::lock_for_conversion(driver, options.file));
    MLTRACK_TRY(const auto status, read_layout_status(options));
    MLTRACK_TRY(auto connection, driver.connect(transaction_kind::write));
    // Rows without a run are converted as they are, and so are views of others that read metrics. A table that is
    // dropped is not overwritten, for which the log would need its size.
    for (const auto* pragma :
         {"PRAGMA foreign_keys = OFF", "PRAGMA legacy_alter_table = ON", "PRAGMA secure_delete = OFF"})
        MLTRACK_CHECK(relational::execute(connection, pragma));
    conversion_report report;
    if (status.layout == target) {
        MLTRACK_TRY(report, detail::keep_layout(connection, status));
    } else {
        const auto plan =
            target == relational::metric_layout::compact ? detail::plan_to_compact() : detail::plan_to_mlflow();
        MLTRACK_TRY(report, detail::running_conversion(connection, options.file, plan, how).run());
    }
    if (target == relational::metric_layout::compact)
        MLTRACK_CHECK(detail::summarize_metrics(connection, how));
    return report;
}

} // namespace mltrack::store
