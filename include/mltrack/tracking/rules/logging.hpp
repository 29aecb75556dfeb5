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

inline result<schema::empty> rule(context& at, const schema::log_metric::request& request)
{
    const schema::metric metric{
        .key = request.key, .value = request.value, .timestamp = request.timestamp, .step = request.step};
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
    MLTRACK_TRY(const auto params, kept(at, request.params));
    MLTRACK_TRY(auto tags, kept(at, request.tags));
    const auto run_name = take_run_name(tags);
    MLTRACK_CHECK(at.store->append(request.run_id,
                                   {.metrics = request.metrics, .params = params, .tags = tags, .run_name = run_name}));
    return schema::empty();
}

} // namespace mltrack::tracking
