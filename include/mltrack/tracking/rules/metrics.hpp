#pragma once

#include <mltrack/schema/endpoint/metrics.hpp>
#include <mltrack/tracking/context.hpp>
#include <mltrack/tracking/rules/lookup.hpp>
#include <mltrack/tracking/rules/pages.hpp>

#include <algorithm>

namespace mltrack::tracking {

inline result<schema::get_metric_history::response> rule(context& at,
                                                         const schema::get_metric_history::request& request)
{
    MLTRACK_TRY(const auto page, first_page(request.page_token, size_or_all(request.max_results)));
    MLTRACK_TRY(auto found, at.store->metric_history(request.run_id, *request.metric_key, one_more(page)));
    auto next = next_page_token(found, page);
    return schema::get_metric_history::response{.metrics = std::move(found), .next_page_token = std::move(next)};
}

inline result<void> check_run_count(std::string_view name, const std::vector<schema::id::run>& runs)
{
    constexpr std::size_t most = 100;
    if (runs.size() > most)
        return invalid(std::string(name) + ": at most " + std::to_string(most) +
                       " runs can be asked for at once, not " + std::to_string(runs.size()));
    return {};
}

inline void add_values(std::vector<schema::run_metric>& to, const schema::id::run& run,
                       std::vector<schema::metric> values)
{
    for (auto& each : values)
        to.push_back({std::move(each.key->value), *each.value, *each.timestamp, each.step, run});
}

inline result<schema::get_metric_history_bulk::response> rule(context& at,
                                                              const schema::get_metric_history_bulk::request& request)
{
    constexpr std::int64_t most = 25'000;
    auto runs = *request.run_id;
    MLTRACK_CHECK(check_run_count("run_id", runs));
    std::sort(runs.begin(), runs.end());
    runs.erase(std::unique(runs.begin(), runs.end()), runs.end());
    auto left = request.max_results < 0 ? most : std::min(most, request.max_results);
    schema::get_metric_history_bulk::response response;
    for (const auto& run : runs) {
        MLTRACK_TRY(auto values, at.store->metric_history(run, *request.metric_key, {.limit = left}));
        left -= std::ssize(values);
        add_values(*response.metrics, run, std::move(values));
    }
    return response;
}

inline result<schema::get_metric_history_bulk_interval::response>
rule(context& at, const schema::get_metric_history_bulk_interval::request& request)
{
    MLTRACK_CHECK(check_run_count("run_ids", request.run_ids));
    if (request.start_step.has_value() != request.end_step.has_value())
        return invalid("start_step and end_step: one of them stands there without the other; give both or none");
    store::history_sample wanted{.count = request.max_results};
    if (request.start_step) {
        wanted.first_step = *request.start_step;
        wanted.last_step = *request.end_step;
    }
    if (wanted.first_step > wanted.last_step)
        return invalid("end_step: " + std::to_string(wanted.last_step) + " lies before start_step, which is " +
                       std::to_string(wanted.first_step));
    schema::get_metric_history_bulk_interval::response response;
    for (const auto& run : *request.run_ids) {
        MLTRACK_TRY(auto values, at.store->sampled_history(run, *request.metric_key, wanted));
        add_values(response.metrics, run, std::move(values));
    }
    return response;
}

} // namespace mltrack::tracking
