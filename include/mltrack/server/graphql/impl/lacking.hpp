#pragma once

#include <mltrack/schema/entity/experiment.hpp>
#include <mltrack/schema/entity/metric.hpp>
#include <mltrack/schema/entity/run.hpp>
#include <mltrack/server/graphql/type_of.hpp>

#include <algorithm>

/// @file
/// What MLflow's GraphQL schema has and the described structs lack: model registry, errors of Databricks, and what is
/// not described yet. All of it is always empty; a member that a struct gets counts before the one of its name here.

namespace mltrack::serving::graphql {

struct error_detail
{
    std::string field{};
    std::string message{};
};

/// Errors stand beside the data; MLflow has this type for Databricks.
struct api_error
{
    std::string code{};
    std::string message{};
    std::string help_url{};
    std::string trace_id{};
    std::vector<error_detail> error_details{};
};

/// What every answer has.
struct answer_members
{
    nothing<graphql::api_error> api_error{};
};

struct model_version_tag
{
    std::string key{};
    std::string value{};
};

struct model_version
{
    std::string name{};
    std::string version{};
    std::int64_t creation_timestamp = 0;
    std::int64_t last_updated_timestamp = 0;
    std::string user_id{};
    std::string current_stage{};
    std::string description{};
    std::string source{};
    std::string run_id{};
    std::string status{};
    std::string status_message{};
    std::vector<model_version_tag> tags{};
    std::string run_link{};
    std::vector<std::string> aliases{};
    std::string model_id{};
};

struct run_members
{
    std::vector<model_version> model_versions{};
};

struct metric_members
{
    std::string dataset_name{};
    std::string dataset_digest{};
    std::string model_id{};
    std::string run_id{};
};

struct experiment_members
{
    std::string effective_trace_archival_retention{};
};

struct input_tag
{
    std::string key{};
    std::string value{};
};

struct dataset
{
    std::string name{};
    std::string digest{};
    std::string source_type{};
    std::string source{};
    std::string schema{};
    std::string profile{};
};

struct dataset_input
{
    std::vector<input_tag> tags{};
    graphql::dataset dataset{};
};

struct model_input
{
    std::string model_id{};
};

struct model_output
{
    std::string model_id{};
    std::int64_t step = 0;
};

struct run_inputs_members
{
    std::vector<dataset_input> dataset_inputs{};
    std::vector<model_input> model_inputs{};
};

struct run_outputs_members
{
    std::vector<model_output> model_outputs{};
};

template <>
inline constexpr std::string_view own_name_of<api_error> = "ApiError";
template <>
inline constexpr std::string_view own_name_of<error_detail> = "ErrorDetail";
template <>
inline constexpr std::string_view own_name_of<schema::run> = "MlflowRunExtension";
template <>
inline constexpr std::string_view own_name_of<schema::metric> = "MlflowMetricExtension";

template <class T>
    requires(reflect::full_name<T>.ends_with("::response"))
struct lacking<T>
{
    using members = answer_members;
};
template <>
struct lacking<schema::run>
{
    using members = run_members;
};
template <>
struct lacking<schema::metric>
{
    using members = metric_members;
};
template <>
struct lacking<schema::experiment>
{
    using members = experiment_members;
};
template <>
struct lacking<schema::run_inputs>
{
    using members = run_inputs_members;
};
template <>
struct lacking<schema::run_outputs>
{
    using members = run_outputs_members;
};

} // namespace mltrack::serving::graphql

MLTRACK_REFLECT(mltrack::serving::graphql::error_detail, field, message);
MLTRACK_REFLECT(mltrack::serving::graphql::api_error, code, message, help_url, trace_id, error_details);
MLTRACK_REFLECT(mltrack::serving::graphql::answer_members, api_error);
MLTRACK_REFLECT(mltrack::serving::graphql::model_version_tag, key, value);
MLTRACK_REFLECT(mltrack::serving::graphql::model_version, name, version, creation_timestamp, last_updated_timestamp,
                user_id, current_stage, description, source, run_id, status, status_message, tags, run_link, aliases,
                model_id);
MLTRACK_REFLECT(mltrack::serving::graphql::run_members, model_versions);
MLTRACK_REFLECT(mltrack::serving::graphql::metric_members, dataset_name, dataset_digest, model_id, run_id);
MLTRACK_REFLECT(mltrack::serving::graphql::experiment_members, effective_trace_archival_retention);
MLTRACK_REFLECT(mltrack::serving::graphql::input_tag, key, value);
MLTRACK_REFLECT(mltrack::serving::graphql::dataset, name, digest, source_type, source, schema, profile);
MLTRACK_REFLECT(mltrack::serving::graphql::dataset_input, tags, dataset);
MLTRACK_REFLECT(mltrack::serving::graphql::model_input, model_id);
MLTRACK_REFLECT(mltrack::serving::graphql::model_output, model_id, step);
MLTRACK_REFLECT(mltrack::serving::graphql::run_inputs_members, dataset_inputs, model_inputs);
MLTRACK_REFLECT(mltrack::serving::graphql::run_outputs_members, model_outputs);
