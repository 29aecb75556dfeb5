#pragma once

#include <mltrack/store/sql/rows/inputs.hpp>
#include <mltrack/store/sql/rows/logged_models.hpp>
#include <mltrack/store/sql/rows/tracking.hpp>
#include <mltrack/store/sql/statements.hpp>

#include <algorithm>

namespace mltrack::store::relational {
namespace detail {

inline std::string named_constraint(std::string_view name)
{
    return name.empty() ? std::string() : "CONSTRAINT " + identifier(name) + " ";
}

inline std::string column_clause(const column_definition& column, const dialect& dialect)
{
    auto sql = identifier(column.name) + " " + dialect.type_name(column.type);
    if (!column.default_value.empty())
        sql += " DEFAULT " + column.default_value;
    if (!column.generated.empty())
        sql += " GENERATED ALWAYS AS (" + column.generated + ") STORED";
    return sql + (column.nullable ? "" : " NOT NULL");
}

inline std::string foreign_key_clause(const foreign_key& key)
{
    auto sql = named_constraint(key.name) + "FOREIGN KEY (" + identifiers(key.columns) + ") REFERENCES " +
               identifier(key.target) + " (" + identifiers(key.target_columns) + ")";
    return key.actions.empty() ? sql : sql + " " + key.actions;
}

} // namespace detail

MLTRACK_DECL std::vector<std::string> create_table(const table_definition& table, const dialect& dialect)
{
    auto sql = "CREATE TABLE " + identifier(table.name) + " (";
    for (const auto& column : table.columns)
        sql += "\n\t" + detail::column_clause(column, dialect) + ",";
    sql += "\n\tCONSTRAINT " + identifier(table.primary_key.name) + " PRIMARY KEY (" +
           identifiers(table.primary_key.columns) + ")";
    for (const auto& check : table.checks)
        sql += ",\n\t" + detail::named_constraint(check.name) + "CHECK (" + check.condition + ")";
    for (const auto& key : table.foreign_keys)
        sql += ",\n\t" + detail::foreign_key_clause(key);
    for (const auto& unique : table.uniques)
        sql += ",\n\t" + detail::named_constraint(unique.name) + "UNIQUE (" + identifiers(unique.columns) + ")";
    std::vector<std::string> statements{sql + "\n)"};
    for (const auto& index : table.indexes)
        statements.push_back(std::string("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " +
                             identifier(index.name) + " ON " + identifier(table.name) + " (" +
                             identifiers(index.columns) + ")");
    return statements;
}

MLTRACK_DECL std::string columns_of(const table_definition& table)
{
    std::string sql;
    for (const auto& column : table.columns)
        sql += (sql.empty() ? "" : ", ") + identifier(table.name) + "." + identifier(column.name);
    return sql;
}

MLTRACK_DECL std::string select_from(const table_definition& table)
{
    return "SELECT " + columns_of(table) + " FROM " + identifier(table.name);
}

MLTRACK_DECL std::string insert_into(const table_definition& table)
{
    std::string names;
    std::string values;
    for (const auto& column : table.columns) {
        names += (names.empty() ? "" : ", ") + identifier(column.name);
        values += values.empty() ? "?" : ", ?";
    }
    return "INSERT INTO " + identifier(table.name) + " (" + names + ") VALUES (" + values + ")";
}

MLTRACK_DECL std::string upsert_into(const table_definition& table, const dialect& dialect)
{
    const auto& keys = table.primary_key.columns;
    std::vector<std::string> changed;
    for (const auto& column : table.columns)
        if (std::find(keys.begin(), keys.end(), column.name) == keys.end())
            changed.push_back(column.name);
    return dialect.upsert(insert_into(table), keys, changed);
}

MLTRACK_DECL insert_statements::insert_statements(const dialect& dialect)
    : experiment(insert_into(definition_of<rows::experiment>())),
      experiment_tag(upsert_into(definition_of<rows::experiment_tag>(), dialect)),
      run(insert_into(definition_of<rows::run>())),
      metric(dialect.insert_or_ignore(insert_into(definition_of<rows::metric>()))),
      latest_metric(upsert_into(definition_of<rows::latest_metric>(), dialect)),
      param(dialect.insert_or_ignore(insert_into(definition_of<rows::param>()))),
      new_tag(insert_into(definition_of<rows::tag>())), tag(upsert_into(definition_of<rows::tag>(), dialect)),
      dataset(dialect.insert_or_ignore(insert_into(definition_of<rows::dataset>()))),
      input(dialect.insert_or_ignore(insert_into(definition_of<rows::input>()))),
      input_tag(insert_into(definition_of<rows::input_tag>())), model(insert_into(definition_of<rows::logged_model>())),
      model_param(dialect.insert_or_ignore(insert_into(definition_of<rows::logged_model_param>()))),
      new_model_tag(dialect.insert_or_ignore(insert_into(definition_of<rows::logged_model_tag>()))),
      model_tag(upsert_into(definition_of<rows::logged_model_tag>(), dialect)),
      model_metric(dialect.insert_or_ignore(insert_into(definition_of<rows::logged_model_metric>())))
{
}

MLTRACK_DECL std::string in_list(std::size_t count)
{
    if (count == 0)
        return " IN (SELECT NULL WHERE 1 = 0)";
    std::string sql = " IN (?";
    for (std::size_t more = 1; more < count; ++more)
        sql += ", ?";
    return sql + ")";
}

} // namespace mltrack::store::relational
