#pragma once

#include <mltrack/store/sql/ddl/table.hpp>

/// @file
/// The rows of logged models.

namespace mltrack::store::rows {

using relational::integer;
using relational::varchar;

/// A logged model without its params, tags and metrics.
struct logged_model
{
    varchar<36> model_id;
    integer experiment_id;
    varchar<500> name;
    varchar<1000> artifact_location;
    std::int64_t creation_timestamp_ms = 0;
    std::int64_t last_updated_timestamp_ms = 0;
    integer status;                             ///< The number of a `logged_model_status`.
    std::optional<varchar<32>> lifecycle_stage; ///< `active` or `deleted`.
    std::optional<varchar<500>> model_type;
    std::optional<varchar<32>> source_run_id;
    std::optional<varchar<1000>> status_message;
};

/// A param of a logged model.
struct logged_model_param
{
    varchar<36> model_id;
    integer experiment_id;
    varchar<255> param_key;
    std::string_view param_value;
};

/// A tag of a logged model.
struct logged_model_tag
{
    varchar<36> model_id;
    integer experiment_id;
    varchar<255> tag_key;
    std::string_view tag_value;
};

/// A value of a metric of a logged model.
struct logged_model_metric
{
    varchar<36> model_id;
    varchar<500> metric_name;
    std::int64_t metric_timestamp_ms = 0;
    std::int64_t metric_step = 0;
    std::optional<double> metric_value; ///< 0 for NaN; the run's row of `metrics` tells which it is.
    integer experiment_id;
    varchar<32> run_id;
    std::optional<varchar<36>> dataset_uuid;
    std::optional<varchar<500>> dataset_name;
    std::optional<varchar<36>> dataset_digest;
};

} // namespace mltrack::store::rows

MLTRACK_REFLECT(mltrack::store::rows::logged_model, model_id, experiment_id, name, artifact_location,
                creation_timestamp_ms, last_updated_timestamp_ms, status, lifecycle_stage, model_type, source_run_id,
                status_message);
MLTRACK_REFLECT(mltrack::store::rows::logged_model_param, model_id, experiment_id, param_key, param_value);
MLTRACK_REFLECT(mltrack::store::rows::logged_model_tag, model_id, experiment_id, tag_key, tag_value);
MLTRACK_REFLECT(mltrack::store::rows::logged_model_metric, model_id, metric_name, metric_timestamp_ms, metric_step,
                metric_value, experiment_id, run_id, dataset_uuid, dataset_name, dataset_digest);

namespace mltrack::store::relational {

template <>
struct table<rows::logged_model>
{
    static constexpr std::string_view name = "logged_models";
    static constexpr std::string_view clauses = R"(
        primary logged_models_pk(model_id)
        check logged_models_lifecycle_stage_check: lifecycle_stage IN ('active', 'deleted')
        foreign fk_logged_models_experiment_id(experiment_id) experiments(experiment_id) ON DELETE CASCADE)";
};

template <>
struct table<rows::logged_model_param>
{
    static constexpr std::string_view name = "logged_model_params";
    static constexpr std::string_view clauses = R"(
        primary logged_model_params_pk(model_id, param_key)
        foreign fk_logged_model_params_experiment_id(experiment_id) experiments(experiment_id)
        foreign fk_logged_model_params_model_id(model_id) logged_models(model_id) ON DELETE CASCADE)";
};

template <>
struct table<rows::logged_model_tag>
{
    static constexpr std::string_view name = "logged_model_tags";
    static constexpr std::string_view clauses = R"(
        primary logged_model_tags_pk(model_id, tag_key)
        foreign fk_logged_model_tags_experiment_id(experiment_id) experiments(experiment_id)
        foreign fk_logged_model_tags_model_id(model_id) logged_models(model_id) ON DELETE CASCADE)";
};

template <>
struct table<rows::logged_model_metric>
{
    static constexpr std::string_view name = "logged_model_metrics";
    static constexpr std::string_view clauses = R"(
        primary logged_model_metrics_pk(model_id, metric_name, metric_timestamp_ms, metric_step, run_id)
        foreign fk_logged_model_metrics_experiment_id(experiment_id) experiments(experiment_id)
        foreign fk_logged_model_metrics_model_id(model_id) logged_models(model_id) ON DELETE CASCADE
        foreign fk_logged_model_metrics_run_id(run_id) runs(run_uuid) ON DELETE CASCADE
        index index_logged_model_metrics_model_id(model_id))";
};

} // namespace mltrack::store::relational
