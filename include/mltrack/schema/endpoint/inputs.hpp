#pragma once

#include <mltrack/schema/endpoint/runs.hpp>
#include <mltrack/schema/entity/dataset.hpp>

namespace mltrack::schema {

struct log_inputs
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/log-inputs";
    static constexpr std::string_view summary = "Log data sets and models that went into a run.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::run> run_id;
        std::vector<dataset_input> datasets{}; ///< Those that the run has already stay as they are.
        std::vector<model_input> models{};     ///< Any ids; those that the run has already are left alone.
    };
    using response = empty;
};

struct log_outputs
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/outputs";
    static constexpr std::string_view summary = "Log models that came out of a run.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::run> run_id;
        std::optional<std::vector<model_output>> models{}; ///< Must be given; each once.
    };
    using response = empty;
};

struct log_model
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/log-model";
    static constexpr std::string_view summary =
        "Add a model to the run's tag 'mlflow.log-model.history', as MLflow before 3 keeps models.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::run> run_id;
        /// A JSON object with at least `artifact_path`, `flavors`, `utc_time_created` and `run_id`.
        required<std::string> model_json;
    };
    using response = empty;
};

struct search_datasets
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/experiments/search-datasets";
    static constexpr std::string_view summary = "List the data sets that runs of some experiments read.";

    struct request
    {
        std::vector<id::experiment> experiment_ids{}; ///< 1 to 20.
    };
    struct response
    {
        std::vector<dataset_summary> dataset_summaries{}; ///< At most 1000, in no order.
    };
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::log_inputs::request, run_id, datasets, models);
MLTRACK_REFLECT(mltrack::schema::log_outputs::request, run_id, models);
MLTRACK_REFLECT(mltrack::schema::log_model::request, run_id, model_json);
MLTRACK_REFLECT(mltrack::schema::search_datasets::request, experiment_ids);
MLTRACK_REFLECT(mltrack::schema::search_datasets::response, dataset_summaries);
