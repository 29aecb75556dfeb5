#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/sql/dialect.hpp>
#include <mltrack/store/sql/impl/identifier.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack::store::relational {

/// The statements that make a table and its indexes.
MLTRACK_DECL std::vector<std::string> create_table(const table_definition& table, const dialect& dialect);

/// The columns of a table for a SELECT, in order: `"runs"."run_uuid", "runs"."name", …`.
MLTRACK_DECL std::string columns_of(const table_definition& table);

/// `SELECT … FROM` the table, all columns in order; a WHERE clause can follow.
MLTRACK_DECL std::string select_from(const table_definition& table);

/// An INSERT of a whole row, its columns bound in order.
MLTRACK_DECL std::string insert_into(const table_definition& table);

/// An INSERT of a whole row that replaces all columns but the primary key's when the key is there.
MLTRACK_DECL std::string upsert_into(const table_definition& table, const dialect& dialect);

/// The statements that add rows, written once for a dialect.
struct insert_statements
{
    MLTRACK_DECL explicit insert_statements(const dialect& dialect);

    std::string experiment;
    std::string experiment_tag; ///< Replaces the value of a tag that is there.
    std::string run;
    std::string metric;        ///< Leaves a value alone that is there.
    std::string latest_metric; ///< Replaces the value that is there.
    std::string param;         ///< Leaves a param alone that is there.
    std::string new_tag;       ///< Refuses a tag that is there.
    std::string tag;           ///< Replaces the value of a tag that is there.
    std::string dataset;       ///< Leaves a data set alone that is there.
    std::string input;         ///< Leaves an input alone that is there.
    std::string input_tag;     ///< Refuses a tag that is there.
    std::string model;
    std::string model_param;   ///< Leaves a param alone that is there.
    std::string new_model_tag; ///< Leaves a tag alone that is there.
    std::string model_tag;     ///< Replaces the value of a tag that is there.
    std::string model_metric;  ///< Leaves a value alone that is there.
};

/// ` IN (?, ?, …)` for `count` bound values; nothing is in a list of none.
MLTRACK_DECL std::string in_list(std::size_t count);

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/impl/statements.ipp>
#endif
