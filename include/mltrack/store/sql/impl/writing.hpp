#pragma once

#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/records.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/row.hpp>

#include <algorithm>
#include <span>

/// @file
/// How `store::sql` adds to a run, within a transaction.

namespace mltrack::store::relational {

/// Whether a batch changes nothing but metrics of its run.
inline bool has_metrics_alone(const run_batch& batch)
{
    return batch.params.empty() && batch.tags.empty() && !batch.run_name &&
           std::ranges::none_of(batch.metrics, [](const auto& each) { return each.model_id.has_value(); });
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
