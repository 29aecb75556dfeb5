#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/sql/ddl/column.hpp>

#include <string>
#include <string_view>
#include <vector>

/// @file
/// Tables in a notation that is short enough to describe the fifty of MLflow's schema. A table is a line that starts at
/// the margin and the indented clauses under it:
///
///     runs: run_uuid VARCHAR(32)!, step BIGINT! = '0', duration BIGINT as (end - start), name VARCHAR(250)
///       primary run_pk(run_uuid)
///       unique uq_runs_name(name)
///       foreign fk_runs_experiment(experiment_id) experiments(experiment_id) on delete cascade
///       check runs_stage: stage IN ('active', 'deleted')
///       default step '0'
///       index idx_runs_name(name, step desc)
///       unique index idx_runs_step(step)
///
/// `!` is NOT NULL. Columns go on in the next line behind a comma. The name of a foreign key or check may be missing.

namespace mltrack::store::relational {

/// A foreign key.
struct foreign_key
{
    std::string name; ///< May be empty.
    std::vector<std::string> columns;
    std::string target;
    std::vector<std::string> target_columns;
    std::string actions; ///< As `ON DELETE CASCADE`; may be empty.
};

/// A check constraint.
struct check
{
    std::string name; ///< May be empty.
    std::string condition;
};

/// A named list of columns: a primary key, a unique constraint or an index.
struct column_list
{
    std::string name;
    std::vector<std::string> columns; ///< Of an index: with ` desc` behind those that are sorted downwards.
    bool unique = false;
};

/// Everything that makes a table.
struct table_definition
{
    std::string name;
    std::vector<column_definition> columns;
    column_list primary_key;
    std::vector<column_list> uniques;
    std::vector<foreign_key> foreign_keys;
    std::vector<check> checks;
    std::vector<column_list> indexes;
};

/// Reads tables in the notation above.
/// @throws std::invalid_argument for a text that is not in it.
MLTRACK_DECL std::vector<table_definition> parse_tables(std::string_view text);

/// Adds clauses, one a line, to a table whose columns are known.
/// @throws std::invalid_argument for a text that is not in the notation.
MLTRACK_DECL void add_clauses(table_definition& table, std::string_view clauses);

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/ddl/impl/notation.ipp>
#endif
