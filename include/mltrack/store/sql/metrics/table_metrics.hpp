#pragma once

#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/row.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

/// @file
/// How values of metrics are added to a database in which `metrics` is MLflow's table, within a transaction.

namespace mltrack::store::relational {

/// The latest value of each metric in a batch, in the order in which the keys first appear.
inline std::vector<const schema::metric*> latest_of(std::span<const schema::metric> metrics)
{
    std::vector<const schema::metric*> latest;
    std::unordered_map<std::string_view, std::size_t> numbers;
    for (const auto& metric : metrics) {
        const auto [known, is_new] = numbers.try_emplace(*metric.key, latest.size());
        if (is_new)
            latest.push_back(&metric);
        else if (later_metric(metric, *latest[known->second]))
            latest[known->second] = &metric;
    }
    return latest;
}

/// Keeps the latest values of a batch where they are later than those that are kept.
template <sql_connection Connection>
result<void> put_latest(Connection& connection, const insert_statements& insert, const schema::id::run& id,
                        std::span<const schema::metric> metrics)
{
    auto latest = latest_of(metrics);
    std::vector<std::string_view> keys;
    std::unordered_map<std::string_view, std::size_t> numbers;
    for (const auto* metric : latest) {
        numbers.emplace(*metric->key, keys.size());
        keys.emplace_back(*metric->key);
    }
    MLTRACK_CHECK(for_each_row_in(
        connection, select_from(definition_of<rows::latest_metric>()) + " WHERE run_uuid = ? AND \"key\"",
        std::span<const std::string_view>(keys),
        [&](auto& statement) {
            const auto kept = to_metric(read_row<rows::latest_metric>(statement));
            auto& candidate = latest[numbers.at(*kept.key)];
            if (!later_metric(*candidate, kept))
                candidate = nullptr;
        },
        id));

    MLTRACK_TRY(auto upsert, connection.prepare(insert.latest_metric));
    for (const auto* metric : latest) {
        if (metric == nullptr)
            continue;
        bind_row(upsert, to_row<rows::latest_metric>(*metric, stored_value(*metric->value), id));
        MLTRACK_CHECK(upsert.execute());
    }
    return {};
}

/// Adds values of metrics.
template <sql_connection Connection>
result<void> add_metrics(Connection& connection, const insert_statements& insert, const schema::id::run& id,
                         std::span<const schema::metric> metrics)
{
    if (metrics.empty())
        return {};
    MLTRACK_TRY(auto statement, connection.prepare(insert.metric));
    for (const auto& metric : metrics) {
        bind_row(statement, to_row<rows::metric>(metric, stored_value(*metric.value), id));
        MLTRACK_CHECK(statement.execute());
    }
    return put_latest(connection, insert, id, metrics);
}

} // namespace mltrack::store::relational
