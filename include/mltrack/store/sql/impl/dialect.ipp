#pragma once

#include <mltrack/store/sql/dialect.hpp>
#include <mltrack/store/sql/impl/identifier.hpp>

#include <utility>

namespace mltrack::store::relational {

MLTRACK_DECL std::string dialect::type_name(column_type type) const
{
    switch (type.kind) {
    case type_kind::integer:
        return "INTEGER";
    case type_kind::bigint:
        return "BIGINT";
    case type_kind::real:
        return "FLOAT";
    case type_kind::boolean:
        return "BOOLEAN";
    case type_kind::varchar:
        return "VARCHAR(" + std::to_string(type.length) + ")";
    case type_kind::text:
        return "TEXT";
    case type_kind::json:
        return "JSON";
    case type_kind::blob:
        return "BLOB";
    case type_kind::date:
        return "DATE";
    }
    return {};
}

MLTRACK_DECL std::string dialect::insert_or_ignore(std::string insert) const
{
    return std::move(insert) + " ON CONFLICT DO NOTHING";
}

MLTRACK_DECL std::string dialect::upsert(std::string insert, const std::vector<std::string>& keys,
                                         const std::vector<std::string>& changed) const
{
    auto sql = std::move(insert) + " ON CONFLICT (" + identifiers(keys) + ") DO UPDATE SET ";
    for (const auto& column : changed)
        sql += (&column == &changed.front() ? "" : ", ") + identifier(column) + " = excluded." + identifier(column);
    return sql;
}

MLTRACK_DECL std::string dialect::like(std::string_view column) const
{
    return std::string(column) + " LIKE ?";
}

MLTRACK_DECL std::string dialect::ilike(std::string_view column) const
{
    return "LOWER(" + std::string(column) + ") LIKE LOWER(?)";
}

MLTRACK_DECL std::string dialect::page() const
{
    return "LIMIT ? OFFSET ?";
}

MLTRACK_DECL std::vector<std::string> dialect::compact_metrics() const
{
    return {};
}

} // namespace mltrack::store::relational
