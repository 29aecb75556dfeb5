#pragma once

#include <mltrack/schema/system_tags.hpp>
#include <mltrack/store/records.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/impl/inputs.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/search/search.hpp>

#include <algorithm>
#include <unordered_map>

/// @file
/// How `store::sql` finds things, within a transaction.

namespace mltrack::store::relational {

/// The numbers of things by their ids, in the order of the things.
template <class Key>
using positions = std::unordered_map<Key, std::size_t>;

/// Reads the rows of one kind that belong to things, and hands each with its thing's number to `add(number, row)`.
template <table_row Row, sql_connection Connection, class Key, class Add>
result<void> read_parts(Connection& connection, std::string_view id_column, const std::vector<Key>& ids,
                        const positions<Key>& numbers, auto Row::* id, Add add)
{
    const auto sql = select_from(definition_of<Row>()) + " WHERE " + identifier(id_column);
    return for_each_row_in(connection, sql, std::span<const Key>(ids), [&](auto& statement) {
        const auto row = read_row<Row>(statement);
        add(numbers.at((row.*id).value), row);
    });
}

/// The same of the rows under wanted keys, and maybe of others.
template <table_row Row, sql_connection Connection, class Add>
result<void> read_wanted(Connection& connection, const std::vector<std::string_view>& runs,
                         const positions<std::string_view>& numbers, const wanted_keys& wanted, Add add)
{
    constexpr std::size_t few = 8; // Each of them is a query; more are not faster than one for all keys.
    if (wanted.all || wanted.keys.size() > few)
        return read_parts<Row>(connection, "run_uuid", runs, numbers, &Row::run_uuid, add);
    const auto sql = select_from(definition_of<Row>()) + " WHERE \"key\" = ? AND run_uuid";
    for (const auto& key : wanted.keys)
        MLTRACK_CHECK(for_each_row_in(
            connection, sql, std::span<const std::string_view>(runs),
            [&](auto& statement) {
                const auto row = read_row<Row>(statement);
                add(numbers.at(row.run_uuid.value), row);
            },
            std::string_view(key)));
    return {};
}

/// The tags that must be read: the name of a run is one of them where MLflow kept it there alone.
inline wanted_keys tags_to_read(const std::vector<schema::run>& runs, wanted_keys wanted)
{
    const bool is_nameless = std::ranges::any_of(runs, [](const auto& run) { return run.info.run_name.empty(); });
    if (is_nameless && !wanted.contains(schema::run_name_tag))
        wanted.keys.emplace_back(schema::run_name_tag);
    return wanted;
}

/// Fills in what runs logged, as far as it is wanted.
template <sql_connection Connection>
result<void> read_logged(Connection& connection, std::vector<schema::run>& runs, const run_projection& wanted = {})
{
    std::vector<std::string_view> ids;
    positions<std::string_view> numbers;
    for (auto& run : runs) {
        run.outputs.emplace();
        numbers.emplace(run.info.run_id.value, ids.size());
        ids.emplace_back(run.info.run_id.value);
    }
    MLTRACK_CHECK(
        read_wanted<rows::latest_metric>(connection, ids, numbers, wanted.metrics, [&](auto number, const auto& row) {
            runs[number].data.metrics.push_back(to_metric(row));
        }));
    MLTRACK_CHECK(read_wanted<rows::param>(connection, ids, numbers, wanted.params, [&](auto number, const auto& row) {
        runs[number].data.params.push_back({row.key.value, std::string(row.value.value)});
    }));
    if (wanted.inputs)
        MLTRACK_CHECK(read_inputs(connection, ids, numbers, runs));
    return read_wanted<rows::tag>(
        connection, ids, numbers, tags_to_read(runs, wanted.tags), [&](auto number, const auto& row) {
            auto& run = runs[number];
            run.data.tags.push_back({row.key.value, std::string(row.value.value_or("").value)});
            if (run.info.run_name.empty() && row.key.value == schema::run_name_tag)
                run.info.run_name = run.data.tags.back().value;
        });
}

/// The runs that a bound query gives, with what they logged, as far as it is wanted.
template <sql_connection Connection>
result<std::vector<schema::run>> read_runs(Connection& connection, typename Connection::statement statement,
                                           const run_projection& wanted = {})
{
    std::vector<schema::run> runs;
    MLTRACK_CHECK(
        for_each_row(statement, [&](auto& row) { runs.emplace_back().info = to_run_info(read_row<rows::run>(row)); }));
    MLTRACK_CHECK(read_logged(connection, runs, wanted));
    return runs;
}

/// The experiments that a bound query gives, with their tags.
template <sql_connection Connection>
result<std::vector<schema::experiment>> read_experiments(Connection& connection,
                                                         typename Connection::statement statement)
{
    std::vector<schema::experiment> experiments;
    std::vector<std::int64_t> ids;
    positions<std::int64_t> numbers;
    MLTRACK_CHECK(for_each_row(statement, [&](auto& each) {
        const auto row = read_row<rows::experiment>(each);
        numbers.emplace(row.experiment_id.value, ids.size());
        ids.push_back(row.experiment_id.value);
        experiments.push_back(to_experiment(row));
    }));
    MLTRACK_CHECK(read_parts<rows::experiment_tag>(
        connection, "experiment_id", ids, numbers, &rows::experiment_tag::experiment_id,
        [&](std::size_t number, const auto& row) {
            experiments[number].tags.push_back({row.key.value, row.value.value_or("")});
        }));
    return experiments;
}

/// The run of an id, without what it logged.
template <sql_connection Connection>
result<std::optional<schema::run_info>> read_run_info(Connection& connection, const schema::id::run& id)
{
    MLTRACK_TRY(auto statement,
                prepare(connection, select_from(definition_of<rows::run>()) + " WHERE run_uuid = ?", id));
    MLTRACK_TRY(const bool found, statement.next());
    if (!found)
        return std::optional<schema::run_info>();
    auto info = to_run_info(read_row<rows::run>(statement));
    if (info.run_name.empty()) {
        MLTRACK_TRY(auto tags, prepare(connection, "SELECT value FROM tags WHERE run_uuid = ? AND \"key\" = ?", id,
                                       std::string_view(schema::run_name_tag)));
        MLTRACK_TRY(const bool tagged, tags.next());
        if (tagged)
            info.run_name = tags.text(0);
    }
    return std::optional(std::move(info));
}

/// The stage that `sql` gives for a thing; nothing when it is not there.
template <sql_connection Connection, class Id>
result<std::optional<schema::lifecycle_stage>> read_stage(Connection& connection, std::string_view sql, const Id& id)
{
    using schema::lifecycle_stage;
    MLTRACK_TRY(auto statement, prepare(connection, sql, id));
    MLTRACK_TRY(const bool found, statement.next());
    if (!found)
        return std::optional<lifecycle_stage>();
    const bool is_deleted = statement.text(0) == reflect::enum_name(lifecycle_stage::deleted);
    return std::optional(is_deleted ? lifecycle_stage::deleted : lifecycle_stage::active);
}

/// The stage of a run; nothing when it is not there.
template <sql_connection Connection>
result<std::optional<schema::lifecycle_stage>> read_stage(Connection& connection, const schema::id::run& id)
{
    return read_stage(connection, "SELECT lifecycle_stage FROM runs WHERE run_uuid = ?", id);
}

/// The first of some things, if there is one.
template <class T>
std::optional<T> first_of(std::vector<T> things)
{
    return things.empty() ? std::optional<T>() : std::optional<T>(std::move(things.front()));
}

/// The layout of the metrics, where a filter asks for it.
template <sql_connection Connection>
result<metric_layout> layout_for(Connection& connection, const query::filter& filter, const dialect& dialect)
{
    return asks_for_layout(filter) ? read_metric_layout(connection, dialect)
                                   : result<metric_layout>(metric_layout::mlflow);
}

/// Prepares a search.
template <sql_connection Connection>
result<typename Connection::statement> prepare(Connection& connection, const search_query& query)
{
    MLTRACK_TRY(auto statement, connection.prepare(query.sql));
    for (std::size_t index = 0; index != query.values.size(); ++index)
        std::visit([&](auto value) { statement.bind(index, value); }, query.values[index]);
    return statement;
}

} // namespace mltrack::store::relational
