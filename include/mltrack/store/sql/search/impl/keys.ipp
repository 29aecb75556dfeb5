#pragma once

#include <mltrack/schema/system_tags.hpp>
#include <mltrack/store/sql/search/impl/query_writer.hpp>
#include <mltrack/store/sql/search/impl/searched.hpp>
#include <mltrack/store/sql/search/keys.hpp>

#include <string_view>

namespace mltrack::store::relational {
namespace detail {

/// The table of what runs log under keys; empty for what has none.
inline std::string_view keyed_table(query::entity entity)
{
    return entity == query::entity::metric  ? "latest_metrics"
           : entity == query::entity::param ? "params"
           : entity == query::entity::tag   ? "tags"
                                            : std::string_view();
}

/// The condition that a run is one of those that are looked at.
inline std::string is_looked_at(std::span<const schema::id::experiment> experiments)
{
    return "runs.lifecycle_stage = 'active' AND runs.experiment_id" + in_numbers(numbers_of(experiments));
}

/// Writes a search for values.
class value_search_writer : query_writer
{
public:
    explicit value_search_writer(const dialect& dialect) : query_writer(dialect) {}

    std::optional<search_query> write(const value_search& search) &&
    {
        const auto& [entity, key, relation, function] = search.column;
        const auto table = keyed_table(entity);
        if (entity == query::entity::attribute) {
            const auto column = text_column(key);
            return column.empty() ? std::nullopt : finish(column_name("runs", column), " FROM runs WHERE ", search);
        }
        if (entity == query::entity::dataset)
            return write_of_dataset(search);
        if (entity == query::entity::metric || table.empty())
            return std::nullopt;
        return finish(column_name(table, "value"),
                      " FROM " + std::string(table) +
                          " JOIN runs ON runs.run_uuid = " + column_name(table, "run_uuid") + " WHERE " +
                          column_name(table, "key") + bound(" = ? AND ", key),
                      search);
    }

private:
    static std::string_view text_column(std::string_view name)
    {
        for (const auto& each : searched_runs().attributes)
            if (each.name == name && !each.is_number)
                return each.column;
        return {};
    }

    std::optional<search_query> write_of_dataset(const value_search& search)
    {
        const std::string from = " FROM runs JOIN inputs ON inputs.destination_id = runs.run_uuid JOIN ";
        if (search.column.key == "context")
            return finish(column_name("input_tags", "value"),
                          from + "input_tags ON input_tags.input_uuid = inputs.input_uuid AND input_tags.name" +
                              bound(" = ? WHERE ", schema::dataset_context_tag),
                          search);
        if (search.column.key != "name" && search.column.key != "digest")
            return std::nullopt;
        return finish(column_name("datasets", search.column.key),
                      from + "datasets ON datasets.dataset_uuid = inputs.source_id WHERE ", search);
    }

    std::optional<search_query> finish(const std::string& value, const std::string& from, const value_search& search)
    {
        query_.sql = "SELECT DISTINCT " + value + from + is_looked_at(search.experiments) + " AND SUBSTR(" + value +
                     bound(", 1, LENGTH(?))", search.prefix) + bound(" = ?", search.prefix) + " ORDER BY " + value;
        return query_writer::finish({.limit = search.limit});
    }
};

} // namespace detail

MLTRACK_DECL std::optional<key_queries> write_key_queries(const key_search& search)
{
    const std::string table(detail::keyed_table(search.entity));
    if (table.empty())
        return std::nullopt;
    const std::string few = "1000";
    const auto looked_at = detail::is_looked_at(search.experiments);
    const auto has = " WHERE entry.\"key\" = ? AND runs.run_uuid = entry.run_uuid AND " + looked_at + ")";
    // CROSS JOIN: SQLite takes tables joined so in their order.
    return key_queries{.next = "SELECT MIN(\"key\") FROM " + table + " WHERE \"key\" >= ?",
                       .few_runs = "SELECT COUNT(*) < " + few + " FROM (SELECT 1 FROM runs WHERE " + looked_at +
                                   " LIMIT " + few + ") AS some_runs",
                       .has_by_runs = "SELECT EXISTS (SELECT 1 FROM runs CROSS JOIN " + table + " AS entry" + has,
                       .has_by_key = "SELECT EXISTS (SELECT 1 FROM " + table + " AS entry CROSS JOIN runs" + has};
}

MLTRACK_DECL std::optional<search_query> write_search(const value_search& search, const dialect& dialect)
{
    return detail::value_search_writer(dialect).write(search);
}

} // namespace mltrack::store::relational
