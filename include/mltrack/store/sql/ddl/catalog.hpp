#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/sql/ddl/notation.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack::store::relational {

/// The revision of MLflow's schema that this library reads and writes: the head of MLflow 3.17.2's migrations.
inline constexpr std::string_view schema_revision = "dc11669786a5";

/// Every table of that schema, each after those that it refers to. MLflow runs its migrations from the first when one
/// of them is missing, so the ones outside of Tracking are made too, empty.
MLTRACK_DECL const std::vector<table_definition>& all_tables();

/// The error for a database of another revision: it names both revisions and what to run.
/// @param revision The revision that the database is of.
/// @param database What the database is, for people: `the database file /data/mlflow.db`.
/// @param uri      Its URI, for the command that upgrades it.
MLTRACK_DECL error wrong_revision(std::string_view revision, std::string_view database, std::string_view uri);

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/ddl/impl/catalog.ipp>
#endif
