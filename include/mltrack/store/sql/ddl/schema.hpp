#pragma once

#include <mltrack/store/sql/ddl/catalog.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/statements.hpp>

#include <set>
#include <string>

/// @file
/// Whether a database holds MLflow's schema, and making it in an empty one.

namespace mltrack::store::relational {

/// The error for a database that holds tables but not MLflow's schema as mltrack needs it.
MLTRACK_DECL error wrong_schema(const std::string& what, std::string_view database);

/// The error for a database with experiments in other workspaces than `default`, the only one that is served. MLflow
/// refuses it too while its workspaces are off.
MLTRACK_DECL error several_workspaces(std::string_view database);

/// Whether the schema is there; false for an empty database.
/// Errors: `invalid_state` when the database holds something else, another revision of the schema or
/// experiments of several workspaces included.
template <sql_driver Driver>
result<bool> has_schema(const Driver& driver, typename Driver::connection& connection)
{
    std::set<std::string, std::less<>> names;
    MLTRACK_TRY(auto tables, connection.prepare(Driver::dialect().table_names()));
    MLTRACK_CHECK(for_each_row(tables, [&](auto& row) { names.emplace(row.text(0)); }));
    if (names.empty())
        return false;
    if (!names.contains("alembic_version"))
        return wrong_schema("tables, but no table alembic_version", driver.description());

    MLTRACK_TRY(auto revisions, connection.prepare("SELECT version_num FROM alembic_version"));
    MLTRACK_TRY(const bool has_revision, revisions.next());
    if (!has_revision)
        return wrong_schema("a table alembic_version without a revision", driver.description());
    if (const auto revision = revisions.text(0); revision != schema_revision)
        return wrong_revision(revision, driver.description(), driver.uri());
    for (const auto& table : all_tables())
        if (!names.contains(table.name))
            return wrong_schema("MLflow's schema without its table " + table.name, driver.description());

    MLTRACK_TRY(auto others, connection.prepare("SELECT 1 FROM experiments WHERE workspace <> 'default' LIMIT 1"));
    MLTRACK_TRY(const bool has_others, others.next());
    if (has_others)
        return several_workspaces(driver.description());
    return true;
}

/// Makes the schema in an empty database, within a transaction; metrics get the compact layout where the dialect has
/// it.
template <sql_driver Driver>
result<void> create_schema(typename Driver::connection& connection)
{
    const auto compact = Driver::dialect().compact_metrics();
    for (const auto& table : all_tables())
        for (const auto& sql :
             table.name == "metrics" && !compact.empty() ? compact : create_table(table, Driver::dialect()))
            MLTRACK_CHECK(execute(connection, sql));
    for (const auto& sql : Driver::dialect().triggers())
        MLTRACK_CHECK(execute(connection, sql));
    MLTRACK_CHECK(execute(connection, "INSERT INTO alembic_version (version_num) VALUES (?)", schema_revision));
    MLTRACK_CHECK(execute(connection, "INSERT INTO workspaces (name, description) VALUES (?, ?)", "default",
                          "Default workspace for legacy resources"));
    return {};
}

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/ddl/impl/schema.ipp>
#endif
