#pragma once

#include <mltrack/store/sql/ddl/table.hpp>

/// @file
/// The rows that tell what went into runs and came out of them.

namespace mltrack::store::rows {

using relational::integer;
using relational::varchar;

/// Data that runs of an experiment read.
struct dataset
{
    varchar<36> dataset_uuid;
    integer experiment_id;
    varchar<500> name;
    varchar<36> digest;
    varchar<36> dataset_source_type;
    std::string_view dataset_source;
    std::optional<std::string_view> dataset_schema;
    std::optional<std::string_view> dataset_profile;
};

/// An edge between two things. A data set that went into a run: `DATASET` and its uuid, `RUN` and its id. A model that
/// did: `RUN_INPUT` and the run, `MODEL_INPUT` and the model. A model that came out: `RUN_OUTPUT` and `MODEL_OUTPUT`.
struct input
{
    varchar<36> input_uuid;
    varchar<36> source_type;
    varchar<36> source_id;
    varchar<36> destination_type;
    varchar<36> destination_id;
    std::int64_t step = 0; ///< Of a model that came out.
};

/// A note on a data set that went into a run.
struct input_tag
{
    varchar<36> input_uuid;
    varchar<255> name;
    varchar<500> value;
};

} // namespace mltrack::store::rows

MLTRACK_REFLECT(mltrack::store::rows::dataset, dataset_uuid, experiment_id, name, digest, dataset_source_type,
                dataset_source, dataset_schema, dataset_profile);
MLTRACK_REFLECT(mltrack::store::rows::input, input_uuid, source_type, source_id, destination_type, destination_id,
                step);
MLTRACK_REFLECT(mltrack::store::rows::input_tag, input_uuid, name, value);

namespace mltrack::store::relational {

template <>
struct table<rows::dataset>
{
    static constexpr std::string_view name = "datasets";
    static constexpr std::string_view clauses = R"(
        primary dataset_pk(experiment_id, name, digest)
        foreign fk_datasets_experiment_id_experiments(experiment_id) experiments(experiment_id) ON DELETE CASCADE
        index index_datasets_experiment_id_dataset_source_type(experiment_id, dataset_source_type)
        index index_datasets_dataset_uuid(dataset_uuid))";
};

template <>
struct table<rows::input>
{
    static constexpr std::string_view name = "inputs";
    static constexpr std::string_view clauses = R"(
        primary inputs_pk(source_type, source_id, destination_type, destination_id)
        default step '0'
        index index_inputs_input_uuid(input_uuid)
        index index_inputs_destination_type_destination_id_source_type(destination_type, destination_id, source_type))";
};

template <>
struct table<rows::input_tag>
{
    static constexpr std::string_view name = "input_tags";
    static constexpr std::string_view clauses = R"(
        primary input_tags_pk(input_uuid, name))";
};

} // namespace mltrack::store::relational
