#pragma once

#include <mltrack/store/impl/memory_entries.hpp>
#include <mltrack/store/memory.hpp>

#include <algorithm>
#include <ranges>
#include <utility>

namespace mltrack::store {
namespace detail {

/// Adds params or tags whose keys must be new.
template <class Entry>
result<void> add_model_entries(std::vector<Entry>& entries, std::string_view what, const schema::id::model& id,
                               std::span<const Entry> added)
{
    for (const auto& entry : added) {
        if (std::ranges::find(entries, entry.key, &Entry::key) != entries.end())
            return repeated_model_key(what, id, entry.key);
        entries.push_back(entry);
    }
    return {};
}

inline void set_model_tag(std::vector<schema::logged_model_tag>& tags, const schema::logged_model_tag& tag)
{
    if (const auto there = std::ranges::find(tags, tag.key, &schema::logged_model_tag::key); there != tags.end())
        there->value = tag.value;
    else
        tags.push_back(tag);
}

/// Whether both are the same point of a model: what a model keeps once.
inline bool is_same_point(const schema::metric& left, const schema::metric& right)
{
    return *left.key == *right.key && *left.timestamp == *right.timestamp && left.step == right.step &&
           left.run_id == right.run_id;
}

inline bool is_same_value(const schema::metric& left, const schema::metric& right)
{
    return ordering_value(*left.value) == ordering_value(*right.value) && left.dataset_name == right.dataset_name &&
           left.dataset_digest == right.dataset_digest;
}

} // namespace detail

/// Those of a run's metrics that belong to models and are new to them.
MLTRACK_DECL result<std::vector<schema::metric>> memory::new_model_metrics(const schema::id::run& id,
                                                                           std::span<const schema::metric> metrics)
{
    std::vector<schema::metric> added;
    for (const auto& metric : metrics) {
        if (!metric.model_id)
            continue;
        const auto* kept = detail::find_value(models_, *metric.model_id);
        if (kept == nullptr)
            return metric_of_unknown_model(*metric.model_id);
        auto mine = metric;
        *mine.value = stored_value(*mine.value);
        mine.run_id = id;
        const auto is_there = [&](const schema::metric& each) {
            return each.model_id == mine.model_id && detail::is_same_point(each, mine);
        };
        const auto& there = kept->model.data.metrics;
        auto found = std::ranges::find_if(there, is_there);
        const auto* same = found != there.end() ? &*found : nullptr;
        if (const auto earlier = std::ranges::find_if(added, is_there); earlier != added.end())
            same = &*earlier;
        if (same == nullptr)
            added.push_back(std::move(mine));
        else if (!detail::is_same_value(*same, mine))
            return model_metric_conflict(*mine.model_id, *mine.key);
    }
    return added;
}

MLTRACK_DECL result<void> memory::create_logged_model(const schema::logged_model& model)
{
    const std::lock_guard lock(*mutex_);
    const auto& id = model.info.model_id;
    auto kept = kept_model{.model = model};
    kept.model.data = {};
    kept.model.info.tags.clear();
    MLTRACK_CHECK(detail::add_model_entries(kept.model.data.params, "param", id, std::span(model.data.params)));
    MLTRACK_CHECK(detail::add_model_entries(kept.model.info.tags, "tag", id, std::span(model.info.tags)));
    models_.insert_or_assign(id, std::move(kept));
    return {};
}

MLTRACK_DECL result<std::optional<kept_model>> memory::find_logged_model(const schema::id::model& id)
{
    const std::lock_guard lock(*mutex_);
    return detail::copy_value(models_, id);
}

MLTRACK_DECL result<void> memory::update_logged_model(const schema::id::model& id, const model_change& change)
{
    const std::lock_guard lock(*mutex_);
    auto* kept = detail::find_value(models_, id);
    if (kept == nullptr)
        return unknown_model(id);
    auto params = kept->model.data.params;
    MLTRACK_CHECK(detail::add_model_entries(params, "param", id, change.new_params));
    kept->model.data.params = std::move(params);
    for (const auto& tag : change.tags)
        detail::set_model_tag(kept->model.info.tags, tag);
    auto& info = kept->model.info;
    info.status = change.status.value_or(info.status);
    info.last_updated_timestamp_ms = change.last_update_time.value_or(info.last_updated_timestamp_ms);
    kept->stage = change.stage.value_or(kept->stage);
    return {};
}

MLTRACK_DECL result<bool> memory::delete_logged_model_tag(const schema::id::model& id, std::string_view key)
{
    const std::lock_guard lock(*mutex_);
    auto* kept = detail::find_value(models_, id);
    if (kept == nullptr)
        return unknown_model(id);
    return std::erase_if(kept->model.info.tags, [&](const auto& tag) { return tag.key == key; }) != 0;
}

MLTRACK_DECL result<std::vector<schema::logged_model>> memory::search_logged_models(const model_search& search)
{
    const std::lock_guard lock(*mutex_);
    std::vector<schema::logged_model> found;
    for (const auto& [id, kept] : models_)
        if (kept.stage == schema::lifecycle_stage::active &&
            std::ranges::find(search.experiments, kept.model.info.experiment_id) != search.experiments.end() &&
            query::matches(search.filter, search.datasets, kept.model))
            found.push_back(kept.model);
    std::ranges::sort(found,
                      [&](const auto& left, const auto& right) { return query::before(search.order, left, right); });
    return detail::page_of(found, search.page);
}

} // namespace mltrack::store
