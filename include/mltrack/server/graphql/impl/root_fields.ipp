#pragma once

#include <mltrack/codec/json.hpp>
#include <mltrack/schema/endpoints.hpp>
#include <mltrack/server/graphql/impl/lacking.hpp>
#include <mltrack/server/graphql/root_field.hpp>
#include <mltrack/tracking/answer.hpp>

#include <utility>

namespace mltrack::serving::graphql {

/// Gives back what it is given, as MLflow's field for trying things out does.
struct test
{
    struct request
    {
        schema::required<std::string> input_string;
    };
    struct response
    {
        std::string output{};
    };

    static result<response> answer(const request& request) { return response{*request.input_string}; }
};

/// There is no model registry here.
struct search_model_versions
{
    struct request
    {
        std::string filter{};
        std::int64_t max_results = 0;
        std::vector<std::string> order_by{};
        std::string page_token{};
    };
    struct response
    {
        std::vector<model_version> model_versions{};
        std::string next_page_token{};
    };

    static result<response> answer(const request&) { return response{}; }
};

template <>
inline constexpr std::string_view own_name_of<test::response> = "Test";

} // namespace mltrack::serving::graphql

MLTRACK_REFLECT(mltrack::serving::graphql::test::request, input_string);
MLTRACK_REFLECT(mltrack::serving::graphql::test::response, output);
MLTRACK_REFLECT(mltrack::serving::graphql::search_model_versions::request, filter, max_results, order_by, page_token);
MLTRACK_REFLECT(mltrack::serving::graphql::search_model_versions::response, model_versions, next_page_token);

namespace mltrack::serving::graphql {

template <class E>
result<owned_object> answer_as_object(tracking::context& at, std::string_view text)
{
    MLTRACK_TRY(auto request, codec::json::decode<typename E::request>(text));
    const auto answered = [&] {
        if constexpr (schema::endpoint<E>)
            return tracking::answer<E>(at, request);
        else
            return E::answer(request);
    };
    MLTRACK_TRY(auto response, answered());
    return std::make_shared<const typename E::response>(std::move(response));
}

template <class E>
root_field field_of(operation_kind kind, std::string_view name, std::string_view argument = "input")
{
    // Mutations of MLflow's UI read too: a server that only reads answers them.
    static_assert(!schema::changing_endpoint<E>, "a root field only reads: what changes something has a route");
    return {kind,
            name,
            argument,
            &codec::structure_of<typename E::request>,
            &type_of<typename E::response>,
            &answer_as_object<E>};
}

/// The experiment of a run.
inline result<owned_object> experiment_of_run(tracking::context& at, const void* object)
{
    schema::get_experiment::request request;
    request.experiment_id = static_cast<const schema::run*>(object)->info.experiment_id;
    MLTRACK_TRY(auto response, tracking::answer<schema::get_experiment>(at, request));
    return std::make_shared<const schema::experiment>(std::move(response.experiment));
}

template <>
inline constexpr std::array<member, 1> resolved_members_of<schema::run> = {
    member{"experiment", &type_of<schema::experiment>, nullptr, &experiment_of_run}};

MLTRACK_DECL std::span<const root_field> root_fields()
{
    using enum operation_kind;
    static const root_field fields[] = {
        field_of<schema::get_experiment>(query, "mlflowGetExperiment"),
        field_of<schema::get_metric_history_bulk_interval>(query, "mlflowGetMetricHistoryBulkInterval"),
        field_of<schema::get_run>(query, "mlflowGetRun"),
        field_of<schema::list_artifacts>(query, "mlflowListArtifacts"),
        field_of<schema::search_runs>(query, "mlflowSearchRuns"),
        field_of<schema::search_runs>(mutation, "mlflowSearchRuns"),
        field_of<schema::search_datasets>(mutation, "mlflowSearchDatasets"),
        field_of<search_model_versions>(query, "mlflowSearchModelVersions"),
        field_of<test>(query, "test", {}),
        field_of<test>(mutation, "testMutation", {}),
    };
    return fields;
}

MLTRACK_DECL const root_field* find_root_field(operation_kind kind, std::string_view name)
{
    for (const auto& each : root_fields())
        if (each.kind == kind && each.name == name)
            return &each;
    return nullptr;
}

} // namespace mltrack::serving::graphql
