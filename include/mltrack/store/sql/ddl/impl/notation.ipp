#pragma once

#include <mltrack/store/sql/ddl/notation.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace mltrack::store::relational {
namespace detail {

inline std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// The part before the separator; `text` keeps what stands behind it.
inline std::string_view take_until(std::string_view& text, char separator)
{
    const auto end = std::min(text.find(separator), text.size());
    const auto part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return trimmed(part);
}

[[noreturn]] inline void refuse_notation(std::string_view what, std::string_view where)
{
    throw std::invalid_argument("table notation: expected " + std::string(what) + " in '" + std::string(where) + "'");
}

inline column_type parse_type(std::string_view text)
{
    static constexpr auto names = std::to_array<std::pair<std::string_view, type_kind>>({
        {"INTEGER", type_kind::integer},
        {"BIGINT", type_kind::bigint},
        {"FLOAT", type_kind::real},
        {"BOOLEAN", type_kind::boolean},
        {"VARCHAR", type_kind::varchar},
        {"TEXT", type_kind::text},
        {"JSON", type_kind::json},
        {"BLOB", type_kind::blob},
        {"DATE", type_kind::date},
    });
    auto rest = text;
    const auto name = take_until(rest, '(');
    const auto* found = std::find_if(names.begin(), names.end(), [&](const auto& each) { return each.first == name; });
    if (found == names.end())
        refuse_notation("a type", text);
    column_type type{found->second};
    std::from_chars(rest.data(), rest.data() + rest.size(), type.length);
    return type;
}

/// `name TYPE[!] [= default | as (expression)]`
inline column_definition parse_column(std::string_view text)
{
    column_definition column;
    auto rest = trimmed(text);
    column.name = take_until(rest, ' ');
    if (const auto at = rest.find(" as ("); at != std::string_view::npos) {
        column.generated = rest.substr(at + 5, rest.rfind(')') - at - 5);
        rest = rest.substr(0, at);
    } else if (const auto equals = rest.find('='); equals != std::string_view::npos) {
        column.default_value = trimmed(rest.substr(equals + 1));
        rest = trimmed(rest.substr(0, equals));
    }
    column.nullable = !rest.ends_with('!');
    if (!column.nullable)
        rest.remove_suffix(1);
    column.type = parse_type(rest);
    return column;
}

inline void add_columns(table_definition& table, std::string_view line)
{
    while (!line.empty())
        table.columns.push_back(parse_column(take_until(line, ',')));
}

/// `name(column, column)`; `text` keeps what stands behind it.
inline column_list take_columns(std::string_view& text)
{
    if (text.find('(') == std::string_view::npos)
        refuse_notation("a list of columns in parentheses", text);
    column_list list;
    list.name = take_until(text, '(');
    for (auto inside = take_until(text, ')'); !inside.empty();)
        list.columns.emplace_back(take_until(inside, ','));
    return list;
}

inline void add_foreign_key(table_definition& table, std::string_view rest)
{
    auto own = take_columns(rest);
    auto target = take_columns(rest);
    table.foreign_keys.push_back({std::move(own.name), std::move(own.columns), std::move(target.name),
                                  std::move(target.columns), std::string(trimmed(rest))});
}

inline void add_default(table_definition& table, std::string_view rest)
{
    const auto name = take_until(rest, ' ');
    const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                     [&](const column_definition& each) { return each.name == name; });
    if (column == table.columns.end())
        refuse_notation("a column of " + table.name, name);
    column->default_value = rest;
}

inline void add_clause(table_definition& table, std::string_view line)
{
    auto rest = line;
    const auto word = take_until(rest, ' ');
    const bool unique_index = word == "unique" && rest.starts_with("index ");
    if (unique_index)
        take_until(rest, ' ');
    if (unique_index || word == "index") {
        table.indexes.push_back(take_columns(rest));
        table.indexes.back().unique = unique_index;
    } else if (word == "primary") {
        table.primary_key = take_columns(rest);
    } else if (word == "unique") {
        table.uniques.push_back(take_columns(rest));
    } else if (word == "foreign") {
        add_foreign_key(table, rest);
    } else if (word == "check") {
        const auto name = take_until(rest, ':');
        table.checks.push_back({std::string(name), std::string(trimmed(rest))});
    } else if (word == "default") {
        add_default(table, rest);
    } else {
        refuse_notation("primary, unique, foreign, check, default or index", line);
    }
}

} // namespace detail

MLTRACK_DECL void add_clauses(table_definition& table, std::string_view clauses)
{
    while (!clauses.empty())
        if (const auto line = detail::take_until(clauses, '\n'); !line.empty())
            detail::add_clause(table, line);
}

MLTRACK_DECL std::vector<table_definition> parse_tables(std::string_view text)
{
    std::vector<table_definition> tables;
    while (!text.empty()) {
        const bool indented = text.front() == ' ';
        auto line = detail::take_until(text, '\n');
        if (line.empty())
            continue;
        if (!indented) {
            tables.emplace_back().name = detail::take_until(line, ':');
            detail::add_columns(tables.back(), line);
            while (line.ends_with(',')) {
                line = detail::take_until(text, '\n');
                detail::add_columns(tables.back(), line);
            }
        } else if (tables.empty()) {
            detail::refuse_notation("a table before its clauses", line);
        } else {
            detail::add_clause(tables.back(), line);
        }
    }
    return tables;
}

} // namespace mltrack::store::relational
