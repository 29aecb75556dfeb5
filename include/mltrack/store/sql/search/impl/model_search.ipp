#pragma once

#include <mltrack/query/model_grammar.hpp>
#include <mltrack/store/sql/rows/logged_models.hpp>
#include <mltrack/store/sql/search/impl/condition_tree.hpp>
#include <mltrack/store/sql/search/impl/query_writer.hpp>
#include <mltrack/store/sql/search/search.hpp>

#include <algorithm>
#include <utility>

namespace mltrack::store::relational {
namespace detail {

/// Writes a search over logged models.
class model_search_writer : query_writer
{
public:
    explicit model_search_writer(const dialect& dialect) : query_writer(dialect) {}

    result<search_query> write(const model_search& search) &&
    {
        query_.sql = select_from(definition_of<rows::logged_model>()) + " WHERE lifecycle_stage <> 'deleted' AND " +
                     attribute("experiment_id") + in_numbers(numbers_of(search.experiments));
        MLTRACK_CHECK(append_filter(query_.sql, search.filter,
                                    [&](const query::comparison& comparison, bool negated) -> result<void> {
                                        add(comparison, negated, search.datasets);
                                        return {};
                                    }));
        if (query::count_comparisons(search.filter, query::entity::metric) == 0 && !search.datasets.empty())
            query_.sql += " AND EXISTS (" + std::string(metrics) + measured_on(search.datasets) + ")";
        order_by(search.order);
        return finish(search.page);
    }

private:
    static constexpr std::string_view metrics = "SELECT 1 FROM logged_model_metrics m WHERE m.model_id = "
                                                "logged_models.model_id";

    static std::string attribute(std::string_view name) { return column_name("logged_models", name); }

    /// An attribute as it is compared: those that are numbers in their columns are texts in the language.
    static std::string compared(std::string_view name)
    {
        const bool is_number = name == "status" || name == "experiment_id";
        return is_number ? "CAST(" + attribute(name) + " AS TEXT)" : attribute(name);
    }

    void add(const query::comparison& comparison, bool negated, std::span<const query::measured_on> datasets)
    {
        const auto entity = comparison.column.entity;
        const auto key = comparison.column.key;
        if (entity == query::entity::attribute) {
            const bool is_time = key == query::tables::model_created.key || key == query::tables::model_updated.key;
            query_.sql += negated_if(
                negated, condition(compared(key), comparison, is_time ? value_kind::number : value_kind::text));
            return;
        }
        query_.sql += negated ? "NOT EXISTS (" : "EXISTS (";
        if (entity == query::entity::metric) {
            query_.sql += metrics;
            query_.sql += bound(" AND m.metric_name = ?", key) + " AND ";
            query_.sql += condition("m.metric_value", comparison, value_kind::real);
            query_.sql += measured_on(datasets) + ")";
        } else {
            const std::string kind = entity == query::entity::param ? "param" : "tag";
            query_.sql += "SELECT 1 FROM logged_model_" + kind + "s e WHERE e.model_id = logged_models.model_id";
            query_.sql += bound(" AND e." + kind + "_key = ?", key) + " AND ";
            query_.sql += condition("e." + kind + "_value", comparison, value_kind::text) + ")";
        }
    }

    /// The condition that a metric was measured on one data set.
    std::string measured_on(const query::measured_on& dataset)
    {
        std::string sql;
        if (!dataset.dataset_name.empty())
            sql += bound(" AND m.dataset_name = ?", dataset.dataset_name);
        if (!dataset.dataset_digest.empty())
            sql += bound(" AND m.dataset_digest = ?", dataset.dataset_digest);
        return sql;
    }

    /// The condition that a metric was measured on one of these, if there are any.
    std::string measured_on(std::span<const query::measured_on> datasets)
    {
        std::string sql;
        for (const auto& dataset : datasets)
            sql += (sql.empty() ? " AND (1 = 1" : " OR 1 = 1") + measured_on(dataset);
        return sql.empty() ? sql : sql + ")";
    }

    /// What a clause orders by.
    std::string ordered(const query::model_order& order)
    {
        if (order.column.entity != query::entity::metric)
            return attribute(order.column.key);
        auto sql = "(SELECT m.metric_value FROM logged_model_metrics m WHERE m.model_id = logged_models.model_id" +
                   bound(" AND m.metric_name = ?", order.column.key);
        sql += measured_on(order.dataset);
        return sql + " ORDER BY m.metric_timestamp_ms DESC, m.metric_step DESC, m.run_id LIMIT 1)";
    }

    void order_by(std::span<const query::model_order> orders)
    {
        const char* separator = " ORDER BY ";
        for (const auto& order : orders) {
            query_.sql += std::exchange(separator, ", ");
            query_.sql += "CASE WHEN " + ordered(order) + " IS NULL THEN 1 ELSE 0 END, ";
            query_.sql += ordered(order) + (order.descending ? " DESC" : "");
        }
    }
};

} // namespace detail

MLTRACK_DECL result<search_query> write_search(const model_search& search, const dialect& dialect)
{
    return detail::model_search_writer(dialect).write(search);
}

} // namespace mltrack::store::relational
