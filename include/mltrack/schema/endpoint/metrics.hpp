#pragma once

#include <mltrack/schema/endpoint/runs.hpp>

namespace mltrack::schema {

/// A logged value of a metric together with its run.
struct run_metric
{
    std::string key{};
    double value = 0; ///< NaN and infinities allowed.
    unix_ms timestamp{};
    std::int64_t step = 0;
    id::run run_id{};
};

struct get_metric_history
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/metrics/get-history";
    static constexpr std::string_view summary = "Get every logged value of a metric, by time, step and value.";

    struct request
    {
        run_reference run_id;
        required<std::string> metric_key;
        std::optional<bounded<1, std::numeric_limits<int>::max(), 1>> max_results{}; ///< Absent: all.
        std::string page_token{};
    };
    struct response
    {
        std::vector<metric> metrics{};
        std::optional<std::string> next_page_token{}; ///< Absent on the last page.
    };
};

/// MLflow has it for its web pages alone.
struct get_metric_history_bulk
{
    static constexpr auto method = verb::get;
    static constexpr prefixes below = prefix::ajax;
    static constexpr std::string_view path = "mlflow/metrics/get-history-bulk";
    static constexpr std::string_view summary = "Get the logged values of a metric of several runs, run by run.";

    struct request
    {
        required<std::vector<id::run>> run_id; ///< At most 100; their order and repetitions do not matter.
        required<std::string> metric_key;
        std::int64_t max_results = 25'000; ///< Over all runs together; a greater number and one below 0 mean 25,000.
    };
    struct response
    {
        /// By run id, timestamp, step and value.
        required<std::vector<run_metric>> metrics;
    };
};

struct get_metric_history_bulk_interval
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/metrics/get-history-bulk-interval";
    static constexpr std::string_view summary = "Get a metric of several runs, thinned out to be drawn.";

    struct request
    {
        required<std::vector<id::run>> run_ids; ///< At most 100.
        required<std::string> metric_key;
        std::optional<std::int64_t> start_step{}; ///< The first step that counts; absent, with `end_step`: all count.
        std::optional<std::int64_t> end_step{};   ///< The last step that counts.
        bounded<1, 2'500, 2'500> max_results{};   ///< Values a run.
    };
    struct response
    {
        std::vector<run_metric> metrics{}; ///< In the order of `run_ids`; of a run by step, timestamp and value.
    };
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::get_metric_history::request, run_id, metric_key, max_results, page_token);
MLTRACK_REFLECT(mltrack::schema::get_metric_history::response, metrics, next_page_token);
MLTRACK_REFLECT(mltrack::schema::run_metric, key, value, timestamp, step, run_id);
MLTRACK_REFLECT(mltrack::schema::get_metric_history_bulk::request, run_id, metric_key, max_results);
MLTRACK_REFLECT(mltrack::schema::get_metric_history_bulk::response, metrics);
MLTRACK_REFLECT(mltrack::schema::get_metric_history_bulk_interval::request, run_ids, metric_key, start_step, end_step,
                max_results);
MLTRACK_REFLECT(mltrack::schema::get_metric_history_bulk_interval::response, metrics);
