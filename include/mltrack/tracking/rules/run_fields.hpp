#pragma once

#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/records.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mltrack::tracking {

/// What the fields of a search for runs ask for; none ask for all.
/// Errors: `invalid_parameter_value` for one that is no part of a run.
inline result<store::run_projection> projection_of(std::span<const std::string> fields)
{
    if (fields.empty())
        return store::run_projection();
    store::run_projection wanted{
        .metrics = {.all = false}, .params = {.all = false}, .tags = {.all = false}, .inputs = false};
    const std::pair<std::string_view, store::wanted_keys*> kinds[] = {
        {"metrics", &wanted.metrics}, {"params", &wanted.params}, {"tags", &wanted.tags}};
    for (const std::string_view field : fields) {
        bool is_known = field == "info" || field == "inputs";
        wanted.inputs = wanted.inputs || field == "inputs";
        for (const auto& [kind, keys] : kinds) {
            const bool has_key = field.size() > kind.size() + 1 && field.starts_with(kind) && field[kind.size()] == '.';
            is_known = is_known || has_key || field == kind;
            keys->all = keys->all || field == kind;
            if (has_key && !keys->contains(field.substr(kind.size() + 1)))
                keys->keys.emplace_back(field.substr(kind.size() + 1));
        }
        if (!is_known)
            return error{errc::invalid_parameter_value,
                         "fields: '" + std::string(field) +
                             "' is no part of a run: expected info, metrics, params, tags or inputs, or one value by "
                             "its key, as metrics.loss, params.lr or tags.team"};
    }
    return wanted;
}

/// Takes away what a store gave beyond what is wanted.
inline void keep_wanted(schema::run& run, const store::run_projection& wanted)
{
    const auto keep = [](auto& entries, const store::wanted_keys& keys) {
        if (!keys.all)
            std::erase_if(entries, [&](const auto& entry) { return !keys.contains(std::string_view(*entry.key)); });
    };
    keep(run.data.metrics, wanted.metrics);
    keep(run.data.params, wanted.params);
    keep(run.data.tags, wanted.tags);
    if (!wanted.inputs)
        run.inputs = {};
}

} // namespace mltrack::tracking
