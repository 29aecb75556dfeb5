#pragma once

#include <mltrack/schema/endpoint/metrics.hpp>
#include <mltrack/schema/entity/experiment.hpp>
#include <mltrack/server/graphql/type_of.hpp>

/// @file
/// What MLflow's GraphQL schema has and the described structs lack: the model registry's, and errors of Databricks. All
/// of it is always empty; a member that a struct gets counts before the one of its name here.

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

struct experiment_members
{
    std::string effective_trace_archival_retention{};
};

template <>
inline constexpr std::string_view own_name_of<api_error> = "ApiError";
template <>
inline constexpr std::string_view own_name_of<error_detail> = "ErrorDetail";
template <>
inline constexpr std::string_view own_name_of<schema::run> = "MlflowRunExtension";
template <>
inline constexpr std::string_view own_name_of<schema::metric> = "MlflowMetricExtension";
template <>
inline constexpr std::string_view own_name_of<schema::run_metric> = "MlflowMetricWithRunId";

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
struct lacking<schema::experiment>
{
    using members = experiment_members;
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
MLTRACK_REFLECT(mltrack::serving::graphql::experiment_members, effective_trace_archival_retention);
