#pragma once

#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/system_tags.hpp>
#include <mltrack/store/input_store.hpp>
#include <mltrack/store/random_id.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/rows/inputs.hpp>

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// @file
/// How `store::sql` keeps what went into runs and came out of them, within a transaction.

namespace mltrack::store::relational {

/// The two ends of an edge in `inputs`, as MLflow calls them.
struct edge_kind
{
    std::string_view source;
    std::string_view destination;
};

inline constexpr edge_kind dataset_edge{"DATASET", "RUN"};
inline constexpr edge_kind model_input_edge{"RUN_INPUT", "MODEL_INPUT"};
inline constexpr edge_kind model_output_edge{"RUN_OUTPUT", "MODEL_OUTPUT"};

/// Adds an edge with an id of its own; whether it was new.
template <sql_connection Connection>
result<bool> add_edge(Connection& connection, const insert_statements& insert, std::string_view edge_id, edge_kind kind,
                      std::string_view source, std::string_view destination, std::int64_t step = 0)
{
    MLTRACK_TRY(const auto added,
                execute_row(connection, insert.input,
                            rows::input{edge_id, kind.source, source, kind.destination, destination, step}));
    return added != 0;
}

/// Keeps a data set unless its experiment knows it; the uuid under which it is kept.
template <sql_connection Connection>
result<std::string> keep_dataset(Connection& connection, const insert_statements& insert, std::int64_t experiment,
                                 const schema::dataset& dataset)
{
    const auto text_of = [](const auto& text) {
        return text ? std::optional<std::string_view>(text->value) : std::nullopt;
    };
    const auto uuid = random_id();
    MLTRACK_TRY(const auto added, execute_row(connection, insert.dataset,
                                              rows::dataset{uuid, experiment, dataset.name.value, dataset.digest.value,
                                                            dataset.source_type, dataset.source.value,
                                                            text_of(dataset.schema), text_of(dataset.profile)}));
    if (added != 0)
        return uuid;
    MLTRACK_TRY(auto kept, prepare(connection,
                                   "SELECT dataset_uuid FROM datasets WHERE experiment_id = ? AND name = ? AND digest "
                                   "= ?",
                                   experiment, dataset.name, dataset.digest));
    MLTRACK_CHECK(kept.next());
    return std::string(kept.text(0));
}

/// Adds a run's use of a data set, unless it is there.
template <sql_connection Connection>
result<void> add_dataset_input(Connection& connection, const insert_statements& insert, const schema::id::run& run,
                               std::int64_t experiment, const schema::dataset_input& input)
{
    MLTRACK_TRY(const auto dataset, keep_dataset(connection, insert, experiment, input.dataset));
    const auto edge = random_id();
    MLTRACK_TRY(const bool is_new, add_edge(connection, insert, edge, dataset_edge, dataset, run.value));
    if (!is_new)
        return {};
    for (const auto& tag : input.tags)
        if (auto added =
                execute_row(connection, insert.input_tag, rows::input_tag{edge, tag.key.value, tag.value.value});
            added.has_error())
            return added.error().code == errc::bad_request ? repeated_input_tag(input.dataset.name)
                                                           : std::move(added).error();
    return {};
}

/// Calls `visit(thing's number, row)` for each edge of a kind that starts at things, or ends there.
template <sql_connection Connection, class Key, class Visitor>
result<void> for_each_edge(Connection& connection, edge_kind kind, std::string_view id_column,
                           const std::vector<Key>& ids, Visitor visit)
{
    const auto sql = select_from(definition_of<rows::input>()) +
                     " WHERE source_type = ? AND destination_type = ? AND " + identifier(id_column);
    return for_each_row_in(
        connection, sql, std::span<const Key>(ids), [&](auto& statement) { visit(read_row<rows::input>(statement)); },
        kind.source, kind.destination);
}

/// A data set of a row.
inline schema::dataset to_dataset(const rows::dataset& row)
{
    schema::dataset dataset{.name = row.name.value,
                            .digest = row.digest.value,
                            .source_type = std::string(row.dataset_source_type.value),
                            .source = row.dataset_source};
    if (row.dataset_schema)
        dataset.schema = *row.dataset_schema;
    if (row.dataset_profile)
        dataset.profile = *row.dataset_profile;
    return dataset;
}

/// Where the data set of an edge belongs: a run and the number of the input there.
struct input_place
{
    schema::run* run;
    std::size_t number;

    schema::dataset_input& operator*() const { return run->inputs.dataset_inputs[number]; }
};

/// Fills in the data sets of inputs, and their tags.
template <sql_connection Connection>
result<void> read_datasets(Connection& connection,
                           const std::unordered_map<std::string, std::vector<input_place>>& by_dataset,
                           const std::unordered_map<std::string, input_place>& by_edge)
{
    std::vector<std::string_view> ids;
    for (const auto& each : by_dataset)
        ids.emplace_back(each.first);
    MLTRACK_CHECK(for_each_row_in(connection, select_from(definition_of<rows::dataset>()) + " WHERE dataset_uuid",
                                  std::span<const std::string_view>(ids), [&](auto& statement) {
                                      const auto row = read_row<rows::dataset>(statement);
                                      for (const auto& place : by_dataset.at(std::string(row.dataset_uuid.value)))
                                          (*place).dataset = to_dataset(row);
                                  }));
    ids.clear();
    for (const auto& each : by_edge)
        ids.emplace_back(each.first);
    return for_each_row_in(connection, select_from(definition_of<rows::input_tag>()) + " WHERE input_uuid",
                           std::span<const std::string_view>(ids), [&](auto& statement) {
                               const auto row = read_row<rows::input_tag>(statement);
                               (*by_edge.at(std::string(row.input_uuid.value)))
                                   .tags.push_back({.key = row.name.value, .value = row.value.value});
                           });
}

/// Fills in what went into runs and came out of them.
template <sql_connection Connection>
result<void> read_inputs(Connection& connection, const std::vector<std::string_view>& ids,
                         const std::unordered_map<std::string_view, std::size_t>& numbers,
                         std::vector<schema::run>& runs)
{
    std::unordered_map<std::string, std::vector<input_place>> by_dataset;
    std::unordered_map<std::string, input_place> by_edge;
    MLTRACK_CHECK(for_each_edge(connection, dataset_edge, "destination_id", ids, [&](const rows::input& edge) {
        auto& run = runs[numbers.at(edge.destination_id.value)];
        const input_place place{&run, run.inputs.dataset_inputs.size()};
        run.inputs.dataset_inputs.emplace_back();
        by_dataset[std::string(edge.source_id.value)].push_back(place);
        by_edge.emplace(edge.input_uuid.value, place);
    }));
    MLTRACK_CHECK(read_datasets(connection, by_dataset, by_edge));
    MLTRACK_CHECK(for_each_edge(connection, model_input_edge, "source_id", ids, [&](const rows::input& edge) {
        runs[numbers.at(edge.source_id.value)].inputs.model_inputs.push_back(
            {.model_id = std::string(edge.destination_id.value)});
    }));
    return for_each_edge(connection, model_output_edge, "source_id", ids, [&](const rows::input& edge) {
        runs[numbers.at(edge.source_id.value)].outputs->model_outputs.push_back(
            {.model_id = std::string(edge.destination_id.value), .step = edge.step});
    });
}

} // namespace mltrack::store::relational
