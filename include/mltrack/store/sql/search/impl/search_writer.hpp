#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/query/grammar.hpp>
#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/schema/system_tags.hpp>
#include <mltrack/store/sql/search/impl/condition_tree.hpp>
#include <mltrack/store/sql/search/impl/metric_values.hpp>
#include <mltrack/store/sql/search/impl/query_writer.hpp>
#include <mltrack/store/sql/search/impl/searched.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace mltrack::store::relational::detail {

/// Writes one query, from its start to its end, so that the values stand in the order of their placeholders.
///
/// What is logged under a key is looked up for each thing that is looked at, by an index. Children are gathered once
/// a comparison: no index leads from a parent to them.
class search_writer : query_writer
{
public:
    search_writer(const searched_table& searched, const dialect& dialect, metric_layout layout)
        : query_writer(dialect), searched_(searched), layout_(layout)
    {
    }

    /// Begins the query: `SELECT` these columns.
    void select(std::string_view columns)
    {
        query_.sql = "SELECT " + std::string(columns) + " FROM " + identifier(searched_.rows.name);
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
                          column_name(alias, searched_.id) + " = " + id_of(things()) + " AND " +
                          column_name(alias, "key") + bound(" = ?", column.key);
        }
        return {};
    }

    void start_conditions(schema::view_type view)
    {
        query_.sql += " WHERE " + column_name(things(), "lifecycle_stage");
        if (view == schema::view_type::ALL)
            query_.sql += " IS NOT NULL";
        else
            query_.sql += bound(" = ?", reflect::enum_name(view == schema::view_type::ACTIVE_ONLY
                                                               ? schema::lifecycle_stage::active
                                                               : schema::lifecycle_stage::deleted));
    }

    void restrict_to(std::span<const schema::id::experiment> experiments)
    {
        query_.sql += " AND " + column_name(things(), "experiment_id") + in_numbers(numbers_of(experiments));
    }

    result<void> filter_by(const query::filter& filter)
    {
        return append_filter(query_.sql, filter, [&](const query::comparison& comparison, bool negated) {
            return add(comparison, negated);
        });
    }

    result<void> order_by(std::span<const query::order> orders)
    {
        for (std::size_t index = 0; index != orders.size(); ++index) {
            const auto& [column, descending] = orders[index];
            query_.sql += index == 0 ? " ORDER BY " : ", ";
            auto value = column_name(order_alias(index), "value");
            if (column.entity == query::entity::attribute) {
                MLTRACK_TRY(const auto attribute, attribute_of(column.key));
                value = column_name(things(), attribute.column);
            } else if (column.entity == query::entity::metric) {
                query_.sql += "CASE WHEN " + column_name(order_alias(index), "is_nan") + " THEN 1 WHEN " + value +
                              " IS NULL THEN 2 ELSE 0 END, ";
            }
            query_.sql += value + (descending ? " DESC" : "");
            if (value != id_of(things()))
                query_.sql += " NULLS LAST"; // Without it for ids, so that an index gives the order.
        }
        return {};
    }

    using query_writer::finish;
    using query_writer::take;

private:
    static std::string order_alias(std::size_t index) { return "order_" + std::to_string(index); }

    bool is_of_runs() const { return &searched_ == &searched_runs(); }

    /// The searched things; `parent` and `child` are runs too, in queries within.
    std::string_view things() const { return searched_.rows.name; }

    std::string id_of(std::string_view thing) const { return column_name(thing, searched_.id); }

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
        if (is_of_runs() && entity == query::entity::metric)
            return std::string_view("latest_metrics");
        if (is_of_runs() && entity == query::entity::param)
            return std::string_view("params");
        return error{errc::invalid_parameter_value,
                     searched_.rows.name +
                         " have tags and attributes only: nothing else can be searched or ordered by"};
    }

    /// A comparison, whosever the column is.
    result<void> add(const query::comparison& comparison, bool negated)
    {
        if (comparison.column.relation != query::relation::self && !is_of_runs())
            return error{errc::invalid_parameter_value, searched_.rows.name + " have no parents and children"};
        switch (comparison.column.relation) {
        case query::relation::self:
            return add_of(things(), comparison, negated);
        case query::relation::parent:
            return add_of_parent(comparison, negated);
        case query::relation::children:
            return add_of_children(comparison, negated);
        }
        return {};
    }

    /// The parent is there and the comparison holds for it. What it lacks, a run without parent lacks too.
    result<void> add_of_parent(query::comparison comparison, bool negated)
    {
        if (comparison.comparator == query::comparator::is_null) {
            comparison.comparator = query::comparator::is_not_null;
            negated = !negated;
        }
        query_.sql += negated ? "NOT EXISTS" : "EXISTS";
        query_.sql +=
            " (SELECT 1 FROM \"tags\" AS link JOIN \"runs\" AS parent ON parent.\"run_uuid\" = link.\"value\" "
            "AND parent.\"lifecycle_stage\" = 'active' WHERE link.\"run_uuid\" = " +
            id_of(things()) + bound(" AND link.\"key\" = ? AND ", schema::parent_run_tag);
        MLTRACK_CHECK(add_of("parent", comparison, false));
        query_.sql += ")";
        return {};
    }

    /// The run is one of those whose child meets the comparison.
    result<void> add_of_children(const query::comparison& comparison, bool negated)
    {
        query_.sql += id_of(things()) + (negated ? " NOT IN" : " IN") + " (SELECT link.\"value\"" + children();
        query_.sql += " AND ";
        MLTRACK_CHECK(add_of("child", comparison, false));
        query_.sql += ")";
        return {};
    }

    /// All active runs that have a parent, with the link to it.
    std::string children()
    {
        return bound(" FROM \"tags\" AS link JOIN \"runs\" AS child ON child.\"run_uuid\" = link.\"run_uuid\" AND "
                     "child.\"lifecycle_stage\" = 'active' WHERE link.\"key\" = ? AND link.\"value\" IS NOT NULL",
                     schema::parent_run_tag);
    }

    /// A comparison of what `thing` itself has.
    result<void> add_of(std::string_view thing, const query::comparison& comparison, bool negated)
    {
        switch (comparison.column.entity) {
        case query::entity::attribute:
            return add_attribute(thing, comparison, negated);
        case query::entity::dataset:
            return add_dataset(thing, comparison, negated);
        default:
            return add_keyed(thing, comparison, negated);
        }
    }

    result<void> add_attribute(std::string_view thing, const query::comparison& comparison, bool negated)
    {
        std::string value;
        bool is_number = true;
        if (is_of_runs() && comparison.column.key == query::tables::children_count.key) {
            value = "COALESCE((SELECT parents.children FROM (SELECT link.\"value\" AS id, COUNT(*) AS children" +
                    children() + " GROUP BY link.\"value\") AS parents WHERE parents.id = " + id_of(thing) + "), 0)";
        } else {
            MLTRACK_TRY(const auto attribute, attribute_of(comparison.column.key));
            value = column_name(thing, attribute.column);
            is_number = attribute.is_number;
        }
        query_.sql +=
            negated_if(negated, condition(value, comparison, is_number ? value_kind::number : value_kind::text));
        return {};
    }

    /// A metric, param or tag: there is one of the key for which the comparison holds.
    result<void> add_keyed(std::string_view thing, query::comparison comparison, bool negated)
    {
        if (comparison.comparator == query::comparator::is_null) {
            comparison.comparator = query::comparator::is_not_null;
            negated = !negated;
        }
        MLTRACK_TRY(const auto table, table_of(comparison.column.entity));
        query_.sql += negated ? "NOT EXISTS (SELECT 1 FROM " : "EXISTS (SELECT 1 FROM ";
        if (comparison.column.aggregate != query::aggregate::latest) {
            query_.sql += "(";
            metric_values(id_of(thing), comparison.column.key, layout_).append(comparison.column.aggregate, query_);
            query_.sql += ") AS \"history\" WHERE \"history\".\"value\" IS NOT NULL";
            return add_value("history", comparison);
        }
        query_.sql += identifier(table) + " WHERE " + column_name(table, searched_.id) + " = " + id_of(thing) +
                      " AND " + column_name(table, "key") + bound(" = ?", comparison.column.key);
        return add_value(table, comparison);
    }

    /// What a value of a table must meet, to the end of the query within.
    result<void> add_value(std::string_view table, const query::comparison& comparison)
    {
        const auto value = column_name(table, "value");
        const auto is_nan = column_name(table, "is_nan");
        const bool is_number =
            !comparison.values.empty() && comparison.values.front().type == query::literal::kind::number;
        if (comparison.comparator == query::comparator::is_not_null)
            query_.sql += ")";
        else if (comparison.column.entity != query::entity::metric && is_number)
            query_.sql += " AND " + condition(dialect_.number_in(value), comparison, value_kind::real) + ")";
        else if (comparison.column.entity != query::entity::metric)
            query_.sql += " AND " + condition(value, comparison, value_kind::text) + ")";
        else if (comparison.comparator == query::comparator::not_equal)
            query_.sql += " AND (" + is_nan + " OR " + condition(value, comparison, value_kind::real) + "))";
        else
            query_.sql += " AND NOT " + is_nan + " AND " + condition(value, comparison, value_kind::real) + ")";
        return {};
    }

    /// A data set: the run has one for which the comparison holds. The context is a tag of the run's use of it.
    result<void> add_dataset(std::string_view thing, const query::comparison& comparison, bool negated)
    {
        if (!is_of_runs())
            return error{errc::invalid_parameter_value, searched_.rows.name + " cannot be searched by data sets"};
        query_.sql += negated ? "NOT EXISTS" : "EXISTS";
        query_.sql += " (SELECT 1 FROM \"inputs\" JOIN \"datasets\" ON \"datasets\".\"dataset_uuid\" = "
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
        // Without the types no index leads from a run to what it read.
        query_.sql += " WHERE \"inputs\".\"destination_type\" = 'RUN' AND \"inputs\".\"source_type\" = 'DATASET' AND "
                      "\"inputs\".\"destination_id\" = " +
                      id_of(thing) + " AND " + condition(column, comparison, value_kind::text) + ")";
        return {};
    }

    const searched_table& searched_;
    metric_layout layout_;
};

} // namespace mltrack::store::relational::detail
