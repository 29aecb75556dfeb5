#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/schema/entity/experiment.hpp>
#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string_view>
#include <variant>
#include <vector>

/// @file
/// What things have in their columns.

namespace mltrack::query::detail {

/// What a thing has in a column; nothing when it lacks it.
using cell = std::variant<std::monostate, std::int64_t, double, std::string_view>;

template <class Entry>
const Entry* find_key(const std::vector<Entry>& entries, std::string_view key)
{
    for (const auto& entry : entries)
        if (std::string_view(*entry.key) == key)
            return &entry;
    return nullptr;
}

template <class Entry>
cell text_of(const std::vector<Entry>& entries, std::string_view key)
{
    const auto* entry = find_key(entries, key);
    return entry != nullptr ? cell(std::string_view(entry->value)) : cell();
}

/// A value as it is compared: an infinity is the largest or smallest double.
inline double compared_value(const schema::metric& metric)
{
    constexpr double largest = std::numeric_limits<double>::max();
    return std::isnan(*metric.value) ? *metric.value : std::clamp(*metric.value, -largest, largest);
}

inline cell metric_of(const std::vector<schema::metric>& metrics, std::string_view key)
{
    const auto* metric = find_key(metrics, key);
    return metric != nullptr ? cell(compared_value(*metric)) : cell();
}

inline cell attribute_of(const schema::run_info& info, std::string_view name)
{
    if (name == "run_id")
        return std::string_view(info.run_id.value);
    if (name == "run_name")
        return std::string_view(info.run_name);
    if (name == "user_id")
        return std::string_view(info.user_id);
    if (name == "status")
        return reflect::enum_name(info.status);
    if (name == "artifact_uri")
        return std::string_view(info.artifact_uri);
    if (name == "start_time")
        return info.start_time.value;
    if (name == "end_time" && info.end_time)
        return info.end_time->value;
    return {};
}

/// What the run itself has, of a metric the latest value.
inline cell cell_of(const column& column, const schema::run& run)
{
    switch (column.entity) {
    case entity::metric:
        return metric_of(run.data.metrics, column.key);
    case entity::param:
        return text_of(run.data.params, column.key);
    case entity::tag:
        return text_of(run.data.tags, column.key);
    case entity::attribute:
        return attribute_of(run.info, column.key);
    case entity::dataset: // A run may have several: see `meets`.
        break;
    }
    return {};
}

/// The number of an id of digits; an id of another form as it stands.
inline cell id_of(std::string_view id)
{
    std::int64_t value = 0;
    const auto [stop, failure] = std::from_chars(id.data(), id.data() + id.size(), value);
    if (failure == std::errc() && stop == id.data() + id.size())
        return value;
    return id;
}

inline cell cell_of(const column& column, const schema::experiment& experiment)
{
    if (column.entity == entity::tag)
        return text_of(experiment.tags, column.key);
    if (column.key == "name")
        return std::string_view(experiment.name);
    if (column.key == "experiment_id")
        return id_of(experiment.experiment_id.value);
    if (column.key == "creation_time")
        return experiment.creation_time.value;
    if (column.key == "last_update_time")
        return experiment.last_update_time.value;
    return {};
}

inline cell cell_of(const column& column, const schema::dataset_input& input)
{
    if (column.key == "name")
        return std::string_view(input.dataset.name.value);
    if (column.key == "digest")
        return std::string_view(input.dataset.digest.value);
    const auto tag = std::ranges::find(input.tags, schema::dataset_context_tag, &schema::input_tag::key);
    return tag != input.tags.end() ? cell(std::string_view(tag->value.value)) : cell();
}

} // namespace mltrack::query::detail
