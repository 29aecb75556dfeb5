#pragma once

#include <mltrack/query/texts_of.hpp>
#include <mltrack/schema/entity/run.hpp>
#include <mltrack/store/keys/key_store.hpp>

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// Keys and values of runs in memory.

namespace mltrack::store {

/// The first texts that start with a prefix.
inline std::vector<std::string> first_with_prefix(const std::set<std::string>& texts, std::string_view prefix,
                                                  std::int64_t limit)
{
    std::vector<std::string> out;
    for (auto each = texts.lower_bound(std::string(prefix)); each != texts.end() && each->starts_with(prefix); ++each)
        if (std::ssize(out) < limit)
            out.push_back(*each);
    return out;
}

/// What `search_keys` gives of runs.
inline std::vector<std::string> keys_of(std::span<const schema::run> runs, const key_search& search)
{
    std::set<std::string> keys;
    const auto add = [&](const auto& entries) {
        for (const auto& each : entries)
            keys.insert(each.key->value);
    };
    for (const auto& run : runs) {
        if (search.entity == query::entity::metric)
            add(run.data.metrics);
        else if (search.entity == query::entity::param)
            add(run.data.params);
        else if (search.entity == query::entity::tag)
            add(run.data.tags);
    }
    return first_with_prefix(keys, search.prefix, search.limit);
}

/// What `search_values` gives of runs.
inline std::vector<std::string> values_of(std::span<const schema::run> runs, const value_search& search)
{
    std::set<std::string> values;
    for (const auto& run : runs)
        query::for_each_text(search.column, run, [&](std::string_view text) { values.emplace(text); });
    return first_with_prefix(values, search.prefix, search.limit);
}

} // namespace mltrack::store
