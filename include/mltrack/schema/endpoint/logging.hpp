#pragma once

#include <mltrack/schema/endpoint/runs.hpp>

namespace mltrack::schema {

struct log_metric
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/log-metric";
    static constexpr std::string_view summary = "Log one value of a metric of a run.";
    static constexpr bool is_write = true;

    struct request
    {
        run_reference run_id;
        required<key::metric> key;
        required<double> value;                      ///< NaN and infinities allowed.
        required<metric_time> timestamp;             ///< When it was measured.
        std::int64_t step = 0;                       ///< May be negative, repeated, out of order.
        std::optional<id::model> model_id{};         ///< The logged model that it is a metric of too.
        std::optional<std::string> dataset_name{};   ///< What it was measured on; with its digest or not at all.
        std::optional<std::string> dataset_digest{}; ///< With the name or not at all.
    };
    using response = empty;
};

struct log_parameter
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/log-parameter";
    static constexpr std::string_view summary = "Log a param of a run; the same value again is no error.";
    static constexpr bool is_write = true;

    struct request
    {
        run_reference run_id;
        required<key::param> key;
        std::string value{}; ///< May be empty; at most 6000 code points are kept.
    };
    using response = empty;
};

struct log_batch
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/log-batch";
    static constexpr std::string_view summary = "Log metrics, params and tags of a run, all or nothing.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::run> run_id;
        std::vector<metric> metrics{}; ///< At most 1000.
        std::vector<param> params{};   ///< At most 100, each key once.
        std::vector<run_tag> tags{};   ///< At most 100; of equal keys the last counts.
    };
    using response = empty;
};

struct set_tag
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/set-tag";
    static constexpr std::string_view summary = "Set a tag of a run.";
    static constexpr bool is_write = true;

    struct request
    {
        run_reference run_id;
        required<key::tag> key;
        std::string value{}; ///< May be empty; at most 8000 code points are kept.
    };
    using response = empty;
};

struct delete_tag
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/delete-tag";
    static constexpr std::string_view summary = "Remove a tag of a run.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::run> run_id;
        required<std::string> key; ///< Any: MLflow's runs/create keeps keys unchecked.
    };
    using response = empty;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::log_metric::request, run_id, key, value, timestamp, step, model_id, dataset_name,
                dataset_digest);
MLTRACK_REFLECT(mltrack::schema::log_parameter::request, run_id, key, value);
MLTRACK_REFLECT(mltrack::schema::log_batch::request, run_id, metrics, params, tags);
MLTRACK_REFLECT(mltrack::schema::set_tag::request, run_id, key, value);
MLTRACK_REFLECT(mltrack::schema::delete_tag::request, run_id, key);
