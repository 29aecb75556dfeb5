#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/schema/entity/dataset.hpp>
#include <mltrack/schema/entity/lifecycle_stage.hpp>
#include <mltrack/schema/entity/metric.hpp>
#include <mltrack/schema/field/key.hpp>
#include <mltrack/schema/field/required.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <optional>
#include <vector>

namespace mltrack::schema {

/// Where a run stands.
enum class run_status { RUNNING = 1, SCHEDULED = 2, FINISHED = 3, FAILED = 4, KILLED = 5 };

/// An input of a run: set once.
struct param
{
    required<key::param> key;
    std::string value{}; ///< May be empty; at most 6000 code points are kept.

    friend bool operator==(const param&, const param&) = default;
};

/// A note on a run: may change.
struct run_tag
{
    required<key::tag> key;
    std::string value{}; ///< May be empty; at most 8000 code points are kept.

    friend bool operator==(const run_tag&, const run_tag&) = default;
};

/// A run without what it logged.
struct run_info
{
    id::run run_uuid{}; ///< The older name of `run_id`; always the same.
    id::experiment experiment_id{};
    std::string run_name{};
    std::string user_id{}; ///< Empty unless the creator gave it.
    run_status status = run_status::RUNNING;
    unix_ms start_time{};
    std::optional<unix_ms> end_time{}; ///< Absent while the run goes on.
    std::string artifact_uri{};
    schema::lifecycle_stage lifecycle_stage = lifecycle_stage::active;
    id::run run_id{};

    friend bool operator==(const run_info&, const run_info&) = default;
};

/// What a run logged.
struct run_data
{
    std::vector<metric> metrics{}; ///< The latest value of each metric.
    std::vector<param> params{};
    std::vector<run_tag> tags{};

    friend bool operator==(const run_data&, const run_data&) = default;
};

/// A model that went into a run.
struct model_input
{
    id::model model_id{};

    friend bool operator==(const model_input&, const model_input&) = default;
};

/// A model that came out of a run.
struct model_output
{
    id::model model_id{};
    std::int64_t step = 0; ///< Of the training, at which the model was logged.

    friend bool operator==(const model_output&, const model_output&) = default;
};

/// The data sets and models that went into a run.
struct run_inputs
{
    std::vector<dataset_input> dataset_inputs{};
    std::vector<model_input> model_inputs{};

    friend bool operator==(const run_inputs&, const run_inputs&) = default;
};

/// The models that came out of a run.
struct run_outputs
{
    std::vector<model_output> model_outputs{};

    friend bool operator==(const run_outputs&, const run_outputs&) = default;
};

/// One execution of a program that is tracked.
struct run
{
    run_info info{};
    run_data data{};
    run_inputs inputs{};
    std::optional<run_outputs> outputs{}; ///< Absent in the answer to runs/create.

    friend bool operator==(const run&, const run&) = default;
};

} // namespace mltrack::schema

MLTRACK_REFLECT_ENUM(mltrack::schema::run_status, RUNNING, SCHEDULED, FINISHED, FAILED, KILLED);
MLTRACK_REFLECT(mltrack::schema::param, key, value);
MLTRACK_REFLECT(mltrack::schema::run_tag, key, value);
MLTRACK_REFLECT(mltrack::schema::run_info, run_uuid, experiment_id, run_name, user_id, status, start_time, end_time,
                artifact_uri, lifecycle_stage, run_id);
MLTRACK_REFLECT(mltrack::schema::run_data, metrics, params, tags);
MLTRACK_REFLECT(mltrack::schema::model_input, model_id);
MLTRACK_REFLECT(mltrack::schema::model_output, model_id, step);
MLTRACK_REFLECT(mltrack::schema::run_inputs, dataset_inputs, model_inputs);
MLTRACK_REFLECT(mltrack::schema::run_outputs, model_outputs);
MLTRACK_REFLECT(mltrack::schema::run, info, data, inputs, outputs);
