#pragma once

#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/records.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <ranges>
#include <span>
#include <string_view>
#include <vector>

/// @file
/// What `memory` finds and changes in its lists and maps.

namespace mltrack::store::detail {

/// The value under a key of a map; null when there is none.
template <class Map, class Key>
auto* find_value(Map& map, const Key& key)
{
    const auto found = map.find(key);
    return found != map.end() ? &found->second : nullptr;
}

/// A copy of the value under a key, if there is one.
template <class Map, class Key>
auto copy_value(const Map& map, const Key& key)
{
    const auto* found = find_value(map, key);
    return found != nullptr ? std::optional(*found) : std::nullopt;
}

/// The param, tag or metric of a key; null when there is none.
template <class Entry>
Entry* find_entry(std::vector<Entry>& entries, std::string_view key)
{
    const auto found =
        std::ranges::find_if(entries, [key](const Entry& each) { return std::string_view(*each.key) == key; });
    return found != entries.end() ? &*found : nullptr;
}

/// Adds a tag or replaces its value.
template <class Tag>
void set_entry(std::vector<Tag>& tags, const Tag& tag)
{
    if (auto* there = find_entry(tags, *tag.key))
        there->value = tag.value;
    else
        tags.push_back(tag);
}

template <class Tag>
bool erase_entry(std::vector<Tag>& tags, std::string_view key)
{
    return std::erase_if(tags, [key](const Tag& each) { return std::string_view(*each.key) == key; }) != 0;
}

inline error no_experiment(const schema::id::experiment& id)
{
    return {errc::resource_does_not_exist, "there is no experiment '" + id.value + "'"};
}

inline std::optional<schema::lifecycle_stage> stage_of(const schema::run* run)
{
    return run != nullptr ? std::optional(run->info.lifecycle_stage) : std::nullopt;
}

/// Copies of the rows of a page.
template <std::ranges::forward_range Rows>
auto page_of(Rows&& rows, const page& page)
{
    auto wanted = rows | std::views::drop(std::max<std::int64_t>(page.offset, 0)) |
                  std::views::take(std::max<std::int64_t>(page.limit, 0)) | std::views::common;
    return std::vector<std::ranges::range_value_t<Rows>>(wanted.begin(), wanted.end());
}

/// The params with those of a batch, unless one of them has another value already.
inline result<std::vector<schema::param>> with_params(std::vector<schema::param> params,
                                                      std::span<const schema::param> added)
{
    for (const auto& param : added) {
        const auto* there = find_entry(params, *param.key);
        if (there == nullptr)
            params.push_back(param);
        else if (there->value != param.value)
            return param_conflict(*param.key, there->value, param.value);
    }
    return params;
}

} // namespace mltrack::store::detail
