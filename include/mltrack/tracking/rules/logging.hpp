#pragma once

#include <mltrack/schema/endpoint/logging.hpp>
#include <mltrack/schema/system_tags.hpp>
#include <mltrack/tracking/rules/long_values.hpp>
#include <mltrack/tracking/rules/lookup.hpp>

#include <algorithm>
#include <span>

namespace mltrack::tracking {

inline constexpr std::size_t most_batch_metrics = 1'000;
inline constexpr std::size_t most_batch_params = 100;
inline constexpr std::size_t most_batch_tags = 100;
inline constexpr std::size_t most_batch_items = 1'000;

/// Empty texts mean that nothing was given, as in MLflow.
template <class Text>
bool is_given(const std::optional<Text>& text)
{
    return text && !text->empty();
}

/// Tidies what a metric says of models and data sets. Errors: `invalid_parameter_value` for half a data set.
inline result<void> check_measured(schema::metric& metric)
{
    if (is_given(metric.dataset_name) != is_given(metric.dataset_digest))
        return invalid("the metric '" + metric.key->value +
                       "' names a data set by half: give dataset_name and "
                       "dataset_digest, or neither");
    if (!is_given(metric.dataset_name)) {
        metric.dataset_name.reset();
        metric.dataset_digest.reset();
    }
    if (!is_given(metric.model_id))
        metric.model_id.reset();
    return {};
}

/// The metrics, tidied; nothing when none of them says anything of models and data sets, so that most batches are not
/// copied.
inline result<std::optional<std::vector<schema::metric>>> tidy_measured(const std::vector<schema::metric>& metrics)
{
    const auto says_more = [](const schema::metric& each) {
        return each.model_id || each.dataset_name || each.dataset_digest;
    };
    if (std::ranges::none_of(metrics, says_more))
        return std::optional<std::vector<schema::metric>>();
    auto tidied = metrics;
    for (auto& metric : tidied)
        MLTRACK_CHECK(check_measured(metric));
    return std::optional(std::move(tidied));
}

inline result<schema::empty> rule(context& at, const schema::log_metric::request& request)
{
    schema::metric metric{.key = request.key,
                          .value = request.value,
                          .timestamp = request.timestamp,
                          .step = request.step,
                          .dataset_name = request.dataset_name,
                          .dataset_digest = request.dataset_digest,
                          .model_id = request.model_id};
    MLTRACK_CHECK(check_measured(metric));
    MLTRACK_CHECK(at.store->append(request.run_id, {.metrics = std::span(&metric, 1)}));
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::log_parameter::request& request)
{
    MLTRACK_TRY(const auto param, kept(at, schema::param{.key = request.key, .value = request.value}));
    MLTRACK_CHECK(at.store->append(request.run_id, {.params = std::span(&param, 1)}));
    return schema::empty();
}

/// Takes the tags out that would name the run "", which MLflow leaves alone; gives the name that the others set.
inline std::optional<std::string> take_run_name(std::vector<schema::run_tag>& tags)
{
    std::erase_if(tags, [](const auto& tag) { return tag.key->value == schema::run_name_tag && tag.value.empty(); });
    const auto last = std::find_if(tags.rbegin(), tags.rend(),
                                   [](const auto& tag) { return tag.key->value == schema::run_name_tag; });
    return last == tags.rend() ? std::nullopt : std::optional(last->value);
}

inline result<schema::empty> rule(context& at, const schema::set_tag::request& request)
{
    MLTRACK_TRY(auto tag, kept(at, schema::run_tag{.key = request.key, .value = request.value}));
    std::vector<schema::run_tag> tags{std::move(tag)};
    const auto run_name = take_run_name(tags);
    MLTRACK_CHECK(at.store->append(request.run_id, {.tags = tags, .run_name = run_name}));
    return schema::empty();
}

inline result<schema::empty> rule(context& at, const schema::delete_tag::request& request)
{
    MLTRACK_TRY(const bool was_there, at.store->delete_run_tag(request.run_id, *request.key));
    if (!was_there)
        return error{errc::resource_does_not_exist,
                     "key: the run '" + request.run_id->value + "' has no tag '" + *request.key + "'"};
    return schema::empty();
}

inline result<void> check_count(std::string_view what, std::size_t count, std::size_t most)
{
    if (count > most)
        return invalid(std::string(what) + ": a batch holds at most " + std::to_string(most) + ", got " +
                       std::to_string(count) + "; send several batches");
    return {};
}

/// What MLflow asks of a batch, in its order; of run ids here alone.
inline result<void> check_batch(const schema::log_batch::request& request)
{
    MLTRACK_CHECK(check_run_id(request.run_id));
    MLTRACK_CHECK(check_count("metrics", request.metrics.size(), most_batch_metrics));
    MLTRACK_CHECK(check_count("params", request.params.size(), most_batch_params));
    MLTRACK_CHECK(check_count("tags", request.tags.size(), most_batch_tags));
    MLTRACK_CHECK(check_count("metrics, params and tags together",
                              request.metrics.size() + request.params.size() + request.tags.size(), most_batch_items));
    if (const auto key = repeated_key(request.params))
        return invalid("params: the key '" + *key + "' stands there twice");
    return {};
}

inline result<schema::empty> rule(context& at, const schema::log_batch::request& request)
{
    MLTRACK_CHECK(check_batch(request));
    MLTRACK_TRY(const auto measured, tidy_measured(request.metrics));
    MLTRACK_TRY(const auto params, kept(at, request.params));
    MLTRACK_TRY(auto tags, kept(at, request.tags));
    const auto run_name = take_run_name(tags);
    MLTRACK_CHECK(at.store->append(request.run_id,
                                   {.metrics = measured ? std::span<const schema::metric>(*measured) : request.metrics,
                                    .params = params,
                                    .tags = tags,
                                    .run_name = run_name}));
    return schema::empty();
}

} // namespace mltrack::tracking
