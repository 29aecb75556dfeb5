#pragma once

#include <mltrack/query/number.hpp>
#include <mltrack/query/run_lookup.hpp>
#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/search/impl/query_writer.hpp>
#include <mltrack/store/sql/search/impl/searched.hpp>
#include <mltrack/store/sql/search/search.hpp>
#include <mltrack/store/sql/statements.hpp>

#include <algorithm>
#include <span>
#include <utility>

namespace mltrack::store::relational {
namespace detail {

/// Writes one query, from its start to its end, so that the values stand in the order of their placeholders.
class search_writer : query_writer
{
public:
    search_writer(const searched_table& searched, const dialect& dialect) : query_writer(dialect), searched_(searched)
    {
        query_.sql = "SELECT " + columns_of(searched_.rows) + " FROM " + identifier(searched_.rows.name);
    }

    result<void> join_ordered(std::span<const query::order> orders)
    {
        for (std::size_t index = 0; index != orders.size(); ++index) {
            const auto& column = orders[index].column;
            if (column.entity == query::entity::attribute)
                continue;
            MLTRACK_TRY(const auto table, table_of(column.entity));
            const auto alias = order_alias(index);
            query_.sql += " LEFT JOIN " + identifier(table) + " AS " + identifier(alias) + " ON " +
                          column_name(alias, searched_.id) + " = " + id() + " AND " + column_name(alias, "key") +
                          bound(" = ?", column.key);
        }
        return {};
    }

    void start_conditions(schema::view_type view)
    {
        query_.sql += " WHERE " + column_name(searched_.rows.name, "lifecycle_stage");
        if (view == schema::view_type::ALL)
            query_.sql += " IS NOT NULL";
        else
            query_.sql += bound(" = ?", reflect::enum_name(view == schema::view_type::ACTIVE_ONLY
                                                               ? schema::lifecycle_stage::active
                                                               : schema::lifecycle_stage::deleted));
    }

    void restrict_to(std::span<const schema::id::experiment> experiments)
    {
        query_.sql += " AND " + column_name(searched_.rows.name, "experiment_id") + in_numbers(numbers_of(experiments));
    }

    result<void> add(const query::comparison& comparison)
    {
        const bool has_number =
            !comparison.values.empty() && comparison.values.front().type == query::literal::kind::number;
        const bool is_text =
            comparison.column.entity == query::entity::param || comparison.column.entity == query::entity::tag;
        if (query::needs_lookup(comparison.column) || (has_number && is_text))
            return not_implemented();
        query_.sql += " AND ";
        switch (comparison.column.entity) {
        case query::entity::attribute: {
            MLTRACK_TRY(const auto attribute, attribute_of(comparison.column.key));
            query_.sql += condition(column_name(searched_.rows.name, attribute.column), comparison,
                                    attribute.is_number ? value_kind::number : value_kind::text);
            return {};
        }
        case query::entity::dataset:
            return add_dataset(comparison);
        default:
            return add_keyed(comparison);
        }
    }

    result<void> order_by(std::span<const query::order> orders)
    {
        for (std::size_t index = 0; index != orders.size(); ++index) {
            const auto& [column, descending] = orders[index];
            query_.sql += index == 0 ? " ORDER BY " : ", ";
            auto value = column_name(order_alias(index), "value");
            const bool is_metric = column.entity == query::entity::metric;
            if (column.entity == query::entity::attribute) {
                MLTRACK_TRY(const auto attribute, attribute_of(column.key));
                value = column_name(searched_.rows.name, attribute.column);
            }
            query_.sql += "CASE WHEN " + value + " IS NULL THEN 2 ";
            if (is_metric)
                query_.sql += "WHEN " + column_name(order_alias(index), "is_nan") + " THEN 1 ";
            query_.sql += "ELSE 0 END, " + value + (descending ? " DESC" : "");
        }
        return {};
    }

    /// Adds what is joined by AND alone.
    result<void> add(const query::condition& condition)
    {
        if (condition.type == query::condition::kind::comparison)
            return add(condition.comparison);
        if (condition.type != query::condition::kind::all)
            return not_implemented();
        for (const auto& part : condition.parts)
            MLTRACK_CHECK(add(part));
        return {};
    }

    using query_writer::finish;

private:
    static result<void> not_implemented()
    {
        return error{errc::not_implemented, "the filter asks for what this database cannot answer yet"};
    }

    static std::string order_alias(std::size_t index) { return "order_" + std::to_string(index); }

    std::string id() const { return column_name(searched_.rows.name, searched_.id); }

    result<searched_attribute> attribute_of(std::string_view name) const
    {
        for (const auto& each : searched_.attributes)
            if (each.name == name)
                return each;
        return error{errc::invalid_parameter_value,
                     "'" + std::string(name) + "' is no attribute by which " + searched_.rows.name + " are searched"};
    }

    /// The table of what is logged under keys.
    result<std::string_view> table_of(query::entity entity) const
    {
        if (entity == query::entity::tag)
            return searched_.tags;
        if (&searched_ == &searched_runs() && entity == query::entity::metric)
            return std::string_view("latest_metrics");
        if (&searched_ == &searched_runs() && entity == query::entity::param)
            return std::string_view("params");
        return error{errc::invalid_parameter_value,
                     searched_.rows.name +
                         " have tags and attributes only: nothing else can be searched or ordered by"};
    }

    /// A metric, param or tag: there is one of the key for which the comparison holds.
    result<void> add_keyed(const query::comparison& comparison)
    {
        MLTRACK_TRY(const auto table, table_of(comparison.column.entity));
        if (comparison.comparator == query::comparator::is_null)
            query_.sql += "NOT ";
        query_.sql += "EXISTS (SELECT 1 FROM " + identifier(table) + " WHERE " + column_name(table, searched_.id) +
                      " = " + id() + " AND " + column_name(table, "key") + bound(" = ?", comparison.column.key);
        const auto value = column_name(table, "value");
        const auto is_nan = column_name(table, "is_nan");
        if (comparison.comparator == query::comparator::is_null ||
            comparison.comparator == query::comparator::is_not_null)
            query_.sql += ")";
        else if (comparison.column.entity != query::entity::metric)
            query_.sql += " AND " + condition(value, comparison, value_kind::text) + ")";
        else if (comparison.comparator == query::comparator::not_equal)
            query_.sql += " AND (" + is_nan + " OR " + condition(value, comparison, value_kind::real) + "))";
        else
            query_.sql += " AND NOT " + is_nan + " AND " + condition(value, comparison, value_kind::real) + ")";
        return {};
    }

    /// A data set: the run has one for which the comparison holds. The context is a tag of the run's use of it.
    result<void> add_dataset(const query::comparison& comparison)
    {
        if (&searched_ != &searched_runs())
            return error{errc::invalid_parameter_value, searched_.rows.name + " cannot be searched by data sets"};
        query_.sql += "EXISTS (SELECT 1 FROM \"inputs\" JOIN \"datasets\" ON \"datasets\".\"dataset_uuid\" = "
                      "\"inputs\".\"source_id\"";
        auto column = column_name("datasets", comparison.column.key);
        if (comparison.column.key == "context") {
            query_.sql += " JOIN \"input_tags\" ON \"input_tags\".\"input_uuid\" = \"inputs\".\"input_uuid\" AND "
                          "\"input_tags\".\"name\" = 'mlflow.data.context'";
            column = column_name("input_tags", "value");
        } else if (comparison.column.key != "name" && comparison.column.key != "digest") {
            return error{errc::invalid_parameter_value,
                         "'" + std::string(comparison.column.key) +
                             "' is no attribute of a data set: runs are searched by its name, digest and context"};
        }
        query_.sql += " WHERE \"inputs\".\"destination_id\" = " + id() + " AND " +
                      condition(column, comparison, value_kind::text) + ")";
        return {};
    }

    const searched_table& searched_;
};

template <class Search>
result<search_query> finish_search(search_writer& writer, const Search& search)
{
    MLTRACK_CHECK(writer.add(search.filter.root));
    MLTRACK_CHECK(writer.order_by(search.order));
    return writer.finish(search.page);
}

} // namespace detail

MLTRACK_DECL result<search_query> write_search(const run_search& search, const dialect& dialect)
{
    detail::search_writer writer(detail::searched_runs(), dialect);
    MLTRACK_CHECK(writer.join_ordered(search.order));
    writer.start_conditions(search.view);
    writer.restrict_to(search.experiments);
    return detail::finish_search(writer, search);
}

MLTRACK_DECL result<search_query> write_search(const experiment_search& search, const dialect& dialect)
{
    detail::search_writer writer(detail::searched_experiments(), dialect);
    MLTRACK_CHECK(writer.join_ordered(search.order));
    writer.start_conditions(search.view);
    return detail::finish_search(writer, search);
}

} // namespace mltrack::store::relational
