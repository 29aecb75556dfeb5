#pragma once

#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/records.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/row.hpp>

#include <unordered_map>

/// @file
/// How `store::sql` adds to a run, within a transaction.

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

/// Refuses a param that is kept with another value.
template <sql_connection Connection>
result<void> check_param(Connection& connection, const schema::id::run& id, const schema::param& param)
{
    MLTRACK_TRY(auto statement,
                prepare(connection, "SELECT value FROM params WHERE \"key\" = ? AND run_uuid = ?", *param.key, id));
    MLTRACK_TRY(const bool found, statement.next());
    if (found && statement.text(0) != param.value)
        return param_conflict(*param.key, statement.text(0), param.value);
    return {};
}

/// Adds params.
template <sql_connection Connection>
result<void> add_params(Connection& connection, const insert_statements& insert, const schema::id::run& id,
                        std::span<const schema::param> params)
{
    if (params.empty())
        return {};
    MLTRACK_TRY(auto statement, connection.prepare(insert.param));
    for (const auto& param : params) {
        bind_row(statement, rows::param{std::string_view(*param.key), param.value, id.value});
        MLTRACK_TRY(const auto added, statement.execute());
        if (added == 0)
            MLTRACK_CHECK(check_param(connection, id, param));
    }
    return {};
}

/// Runs `sql`, an insert or upsert, for each tag.
template <sql_connection Connection>
result<void> put_tags(Connection& connection, const std::string& sql, const schema::id::run& id,
                      std::span<const schema::run_tag> tags)
{
    for (const auto& tag : tags)
        MLTRACK_CHECK(execute_row(connection, sql, rows::tag{std::string_view(*tag.key), tag.value, id.value}));
    return {};
}

/// Moves a run, or all runs of an experiment, into the trash or out of it.
template <sql_connection Connection, class Id>
result<void> move_runs(Connection& connection, std::string_view id_column, const Id& id, const stage_change& change)
{
    const auto deleted_time =
        change.stage == schema::lifecycle_stage::deleted ? std::optional(change.time.value) : std::nullopt;
    MLTRACK_CHECK(execute(
        connection, "UPDATE runs SET lifecycle_stage = ?, deleted_time = ? WHERE " + std::string(id_column) + " = ?",
        reflect::enum_name(change.stage), deleted_time, id));
    return {};
}

} // namespace mltrack::store::relational
