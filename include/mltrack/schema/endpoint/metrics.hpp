#pragma once

#include <mltrack/schema/endpoint/runs.hpp>

namespace mltrack::schema {

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

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::get_metric_history::request, run_id, metric_key, max_results, page_token);
MLTRACK_REFLECT(mltrack::schema::get_metric_history::response, metrics, next_page_token);
