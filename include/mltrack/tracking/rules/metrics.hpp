#pragma once

#include <mltrack/schema/endpoint/metrics.hpp>
#include <mltrack/tracking/context.hpp>
#include <mltrack/tracking/rules/pages.hpp>

#include <limits>

namespace mltrack::tracking {

inline result<schema::get_metric_history::response> rule(context& at,
                                                         const schema::get_metric_history::request& request)
{
    // Without max_results everything from the token on is one page.
    constexpr std::int64_t all = std::numeric_limits<int>::max();
    const std::int64_t size = request.max_results ? request.max_results->value : all;
    MLTRACK_TRY(const auto page, first_page(request.page_token, size));
    MLTRACK_TRY(auto found, at.store->metric_history(request.run_id, *request.metric_key, one_more(page)));
    auto next = next_page_token(found, page);
    return schema::get_metric_history::response{.metrics = std::move(found), .next_page_token = std::move(next)};
}

} // namespace mltrack::tracking
