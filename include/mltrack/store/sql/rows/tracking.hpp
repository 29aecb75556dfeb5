#pragma once

#include <mltrack/store/sql/ddl/table.hpp>

/// @file
/// The rows that a tracking store reads and writes: MLflow's tables, described once. The DDL, the column lists of
/// queries, inserts and upserts derive from these descriptions. Source: MLflow's store/tracking/dbmodels/models.py and
/// the schema that its migrations make.

namespace mltrack::store::rows {

using relational::integer;
using relational::varchar;

/// A group of runs.
struct experiment
{
    integer experiment_id;
    varchar<256> name; ///< Unique over active and deleted ones.
    std::optional<varchar<256>> artifact_location;
    std::optional<varchar<32>> lifecycle_stage; ///< `active` or `deleted`.
    std::optional<std::int64_t> creation_time;
    std::optional<std::int64_t> last_update_time;
    varchar<63> workspace = "default";
};

/// A tag of an experiment.
struct experiment_tag
{
    varchar<250> key;
    std::optional<std::string_view> value;
    integer experiment_id;
};

/// A run without what it logged.
struct run
{
    varchar<32> run_uuid;
    std::optional<varchar<250>> name; ///< Null in runs of MLflow up to 1.29, which kept it in the tag only.
    std::optional<varchar<20>> source_type = "UNKNOWN";
    std::optional<varchar<500>> source_name = "";
    std::optional<varchar<50>> entry_point_name = "";
    std::optional<varchar<256>> user_id;
    std::optional<varchar<9>> status; ///< The wire name of a `run_status`.
    std::optional<std::int64_t> start_time;
    std::optional<std::int64_t> end_time;
    std::optional<varchar<50>> source_version = "";
    std::optional<varchar<20>> lifecycle_stage; ///< `active` or `deleted`.
    std::optional<varchar<200>> artifact_uri;
    std::optional<integer> experiment_id;
    std::optional<std::int64_t> deleted_time;
};

/// One logged value of a metric. The key covers all columns, so that an exact repeat is the same row.
struct metric
{
    varchar<250> key;
    double value = 0.0; ///< 0 for NaN, the largest and smallest double for the infinities.
    std::int64_t timestamp = 0;
    varchar<32> run_uuid;
    std::int64_t step = 0;
    bool is_nan = false;
};

/// The latest value of a metric.
struct latest_metric
{
    varchar<250> key;
    double value = 0.0; ///< As in `metric`.
    std::optional<std::int64_t> timestamp;
    std::int64_t step = 0;
    bool is_nan = false;
    varchar<32> run_uuid;
};

/// An input of a run.
struct param
{
    varchar<250> key;
    varchar<8000> value;
    varchar<32> run_uuid;
};

/// A tag of a run.
struct tag
{
    varchar<250> key;
    std::optional<varchar<8000>> value;
    varchar<32> run_uuid;
};

} // namespace mltrack::store::rows

MLTRACK_REFLECT(mltrack::store::rows::experiment, experiment_id, name, artifact_location, lifecycle_stage,
                creation_time, last_update_time, workspace);
MLTRACK_REFLECT(mltrack::store::rows::experiment_tag, key, value, experiment_id);
MLTRACK_REFLECT(mltrack::store::rows::run, run_uuid, name, source_type, source_name, entry_point_name, user_id, status,
                start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id, deleted_time);
MLTRACK_REFLECT(mltrack::store::rows::metric, key, value, timestamp, run_uuid, step, is_nan);
MLTRACK_REFLECT(mltrack::store::rows::latest_metric, key, value, timestamp, step, is_nan, run_uuid);
MLTRACK_REFLECT(mltrack::store::rows::param, key, value, run_uuid);
MLTRACK_REFLECT(mltrack::store::rows::tag, key, value, run_uuid);

namespace mltrack::store::relational {

template <>
struct table<rows::experiment>
{
    static constexpr std::string_view name = "experiments";
    static constexpr std::string_view clauses = R"(
        primary experiment_pk(experiment_id)
        unique uq_experiments_workspace_name(workspace, name)
        check experiments_lifecycle_stage: lifecycle_stage IN ('active', 'deleted')
        default workspace 'default'
        index idx_experiments_workspace(workspace)
        index idx_experiments_workspace_creation_time(workspace, creation_time))";
};

template <>
struct table<rows::experiment_tag>
{
    static constexpr std::string_view name = "experiment_tags";
    static constexpr std::string_view clauses = R"(
        primary experiment_tag_pk(key, experiment_id)
        foreign (experiment_id) experiments(experiment_id))";
};

template <>
struct table<rows::run>
{
    static constexpr std::string_view name = "runs";
    static constexpr std::string_view clauses = R"(
        primary run_pk(run_uuid)
        foreign (experiment_id) experiments(experiment_id)
        check runs_lifecycle_stage: lifecycle_stage IN ('active', 'deleted')
        check source_type: source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')
        check : status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED'))";
};

template <>
struct table<rows::metric>
{
    static constexpr std::string_view name = "metrics";
    static constexpr std::string_view clauses = R"(
        primary metric_pk(key, timestamp, step, run_uuid, value, is_nan)
        foreign (run_uuid) runs(run_uuid)
        check : is_nan IN (0, 1)
        default step '0'
        default is_nan '0'
        index index_metrics_run_uuid(run_uuid)
        index index_metrics_run_uuid_key_step(run_uuid, key, step))";
};

template <>
struct table<rows::latest_metric>
{
    static constexpr std::string_view name = "latest_metrics";
    static constexpr std::string_view clauses = R"(
        primary latest_metric_pk(key, run_uuid)
        foreign (run_uuid) runs(run_uuid)
        check : is_nan IN (0, 1)
        index index_latest_metrics_run_uuid(run_uuid))";
};

template <>
struct table<rows::param>
{
    static constexpr std::string_view name = "params";
    static constexpr std::string_view clauses = R"(
        primary param_pk(key, run_uuid)
        foreign (run_uuid) runs(run_uuid)
        index index_params_run_uuid(run_uuid))";
};

template <>
struct table<rows::tag>
{
    static constexpr std::string_view name = "tags";
    static constexpr std::string_view clauses = R"(
        primary tag_pk(key, run_uuid)
        foreign (run_uuid) runs(run_uuid)
        index index_tags_run_uuid(run_uuid))";
};

} // namespace mltrack::store::relational
