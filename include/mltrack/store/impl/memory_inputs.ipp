#pragma once

#include <mltrack/schema/system_tags.hpp>
#include <mltrack/store/impl/memory_entries.hpp>
#include <mltrack/store/memory.hpp>

#include <algorithm>
#include <ranges>

namespace mltrack::store {
namespace detail {

/// Adds what is not there yet.
template <class Entry>
void add_new(std::vector<Entry>& entries, const Entry& entry)
{
    if (std::ranges::find(entries, entry) == entries.end())
        entries.push_back(entry);
}

inline bool is_same(const schema::dataset& left, const schema::dataset& right)
{
    return left.name == right.name && left.digest == right.digest;
}

/// Whether a tag's key stands in a list twice.
inline bool has_repeated_key(const std::vector<schema::input_tag>& tags)
{
    for (auto each = tags.begin(); each != tags.end(); ++each)
        if (std::ranges::find(each + 1, tags.end(), each->key, &schema::input_tag::key) != tags.end())
            return true;
    return false;
}

inline std::optional<std::string> context_of(const schema::dataset_input& input)
{
    const auto tag = std::ranges::find(input.tags, schema::dataset_context_tag, &schema::input_tag::key);
    return tag != input.tags.end() ? std::optional(tag->value.value) : std::nullopt;
}

} // namespace detail

MLTRACK_DECL result<void> memory::add_inputs(const schema::id::run& id, const schema::run_inputs& inputs)
{
    const std::lock_guard lock(*mutex_);
    auto* run = detail::find_value(runs_, id);
    MLTRACK_CHECK(check_active(id, detail::stage_of(run)));
    auto& kept = run->inputs.dataset_inputs;
    const auto is_there = [&](const schema::dataset_input& input) {
        return std::ranges::any_of(kept,
                                   [&](const auto& each) { return detail::is_same(each.dataset, input.dataset); });
    };
    for (const auto& input : inputs.dataset_inputs)
        if (!is_there(input) && detail::has_repeated_key(input.tags))
            return repeated_input_tag(input.dataset.name);
    for (const auto& input : inputs.dataset_inputs) {
        if (is_there(input))
            continue;
        const auto& [name, digest] = std::tie(input.dataset.name.value, input.dataset.digest.value);
        const auto [known, is_new] =
            datasets_.try_emplace(dataset_key(run->info.experiment_id, name, digest), input.dataset);
        kept.push_back({.tags = input.tags, .dataset = known->second});
    }
    for (const auto& input : inputs.model_inputs)
        detail::add_new(run->inputs.model_inputs, input);
    return {};
}

MLTRACK_DECL result<void> memory::add_outputs(const schema::id::run& id, const schema::run_outputs& outputs)
{
    const std::lock_guard lock(*mutex_);
    auto* run = detail::find_value(runs_, id);
    MLTRACK_CHECK(check_active(id, detail::stage_of(run)));
    auto all = run->outputs.value_or(schema::run_outputs()).model_outputs;
    for (const auto& output : outputs.model_outputs) {
        if (std::ranges::find(all, output.model_id, &schema::model_output::model_id) != all.end())
            return repeated_output(id, output.model_id);
        all.push_back(output);
    }
    run->outputs = schema::run_outputs{std::move(all)};
    return {};
}

MLTRACK_DECL result<std::vector<schema::dataset_summary>>
memory::search_datasets(std::span<const schema::id::experiment> experiments, std::int64_t limit)
{
    const std::lock_guard lock(*mutex_);
    std::set<schema::dataset_summary> found;
    for (const auto& run : runs_ | std::views::values)
        if (std::ranges::find(experiments, run.info.experiment_id) != experiments.end())
            for (const auto& input : run.inputs.dataset_inputs)
                found.insert({.experiment_id = run.info.experiment_id,
                              .name = input.dataset.name,
                              .digest = input.dataset.digest,
                              .context = detail::context_of(input)});
    return detail::page_of(found, {.limit = limit});
}

} // namespace mltrack::store
