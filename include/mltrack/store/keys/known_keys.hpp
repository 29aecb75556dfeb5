#pragma once

#include <mltrack/reflect/enumeration.hpp>
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

/// An attribute of a run that is a text; empty for the others.
inline std::string text_of(const schema::run_info& info, std::string_view name)
{
    return name == "run_id"         ? info.run_id.value
           : name == "run_name"     ? info.run_name
           : name == "user_id"      ? info.user_id
           : name == "artifact_uri" ? info.artifact_uri
           : name == "status"       ? std::string(reflect::enum_name(info.status))
                                    : std::string();
}

/// What `search_values` gives of runs.
inline std::vector<std::string> values_of(std::span<const schema::run> runs, const value_search& search)
{
    const auto& [entity, key, relation, function] = search.column;
    std::set<std::string> values;
    const auto add_of_key = [&, key = key](const auto& entries) {
        for (const auto& each : entries)
            if (std::string_view(*each.key) == key)
                values.insert(each.value);
    };
    for (const auto& run : runs) {
        if (entity == query::entity::param)
            add_of_key(run.data.params);
        else if (entity == query::entity::tag)
            add_of_key(run.data.tags);
        else if (entity == query::entity::attribute)
            values.insert(text_of(run.info, key));
        else if (entity == query::entity::dataset && (key == "name" || key == "digest"))
            for (const auto& input : run.inputs.dataset_inputs)
                values.insert(key == "name" ? input.dataset.name.value : input.dataset.digest.value);
    }
    if (entity == query::entity::attribute)
        values.erase("");
    return first_with_prefix(values, search.prefix, search.limit);
}

} // namespace mltrack::store
