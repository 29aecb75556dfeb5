#pragma once

#include <mltrack/frame/paged_range.hpp>
#include <mltrack/schema/endpoint/metrics.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace mltrack {

/// Every logged value of a metric of a run, by time, step and value, as a range that turns its pages by itself.
/// `page_size` is the number of values that are asked for at once, at least 1.
///
///     for (const auto& point : mltrack::metric_history(api, run_id, "loss"))
///         plot(point.step, *point.value);
///
/// A run or a metric that is not there has no values, as in MLflow. Errors: `invalid_parameter_value` for a page size
/// below 1; else, thread safety and lifetimes as `paged_range`.
template <class Api>
auto metric_history(Api& api, schema::id::run run, std::string key, std::int64_t page_size = 25'000)
{
    using endpoint = schema::get_metric_history;
    typename endpoint::request request{.run_id = std::move(run), .metric_key = std::move(key)};
    request.max_results = page_size;
    return paged_range<Api, endpoint, &endpoint::response::metrics>(api, std::move(request));
}

} // namespace mltrack
