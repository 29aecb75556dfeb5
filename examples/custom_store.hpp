#pragma once

#include <mltrack/store/active_run.hpp>
#include <mltrack/store/artifact_location.hpp>
#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/select.hpp>
#include <mltrack/store/tracking_store.hpp>

#include <deque>
#include <map>
#include <ranges>
#include <set>

/// A store of your own: any class with these operations, here over plain containers. What each operation must do stands
/// in mltrack/store/tracking_store.hpp.
namespace my {

using namespace mltrack;
using namespace mltrack::schema;

class deque_store
{
    static auto* find(auto& things, const auto& wanted, auto member)
    {
        const auto found = std::ranges::find(things, wanted, member);
        return found == things.end() ? nullptr : &*found;
    }

    static auto copy_of(const auto* thing) { return thing == nullptr ? std::nullopt : std::optional(*thing); }

    experiment* get(const id::experiment& id) { return find(experiments_, id, &experiment::experiment_id); }
    run* get(const id::run& id) { return find(runs_, id, &run_id_of); }
    static const id::run& run_id_of(const run& run) { return run.info.run_id; }
    auto stage_of(const id::run& id) { return get(id) ? std::optional(get(id)->info.lifecycle_stage) : std::nullopt; }

    /// The entry with the key of `like`, which is added when there is none.
    static auto& entry(auto& entries, const auto& like)
    {
        auto* found = find(entries, like.key, [](const auto& each) { return each.key; });
        return found == nullptr ? entries.emplace_back(like) : *found;
    }

    static bool erase(auto& entries, std::string_view key)
    {
        return std::erase_if(entries, [&](const auto& each) { return each.key->value == key; }) != 0;
    }

public:
    static constexpr bool single_threaded = true;

    result<id::experiment> create_experiment(const experiment& given, std::string_view artifact_root)
    {
        if (find(experiments_, given.name, &experiment::name) != nullptr)
            return error{errc::resource_already_exists, "the name '" + given.name + "' is taken"};
        auto& added = experiments_.emplace_back(given);
        added.experiment_id = std::to_string(experiments_.size() - 1);
        added.artifact_location = store::artifact_location(added, added.experiment_id, artifact_root);
        return added.experiment_id;
    }

    result<std::optional<experiment>> find_experiment(const id::experiment& id) { return copy_of(get(id)); }

    result<std::optional<experiment>> find_experiment_by_name(std::string_view name)
    {
        return copy_of(find(experiments_, name, &experiment::name));
    }

    result<std::vector<experiment>> search_experiments(const store::experiment_search& search)
    {
        return store::select(experiments_, search);
    }

    result<void> update_experiment(const id::experiment& id, const store::experiment_change& change)
    {
        const auto* other = find(experiments_, change.name.value_or(get(id)->name), &experiment::name);
        if (other != nullptr && other != get(id))
            return error{errc::bad_request, "the name '" + *change.name + "' is taken"};
        get(id)->name = change.name.value_or(get(id)->name);
        get(id)->last_update_time = change.last_update_time;
        return {};
    }

    result<void> move_experiment(const id::experiment& id, const store::stage_change& change)
    {
        get(id)->lifecycle_stage = change.stage;
        get(id)->last_update_time = change.time;
        for (auto& run : runs_)
            run.info.lifecycle_stage = run.info.experiment_id == id ? change.stage : run.info.lifecycle_stage;
        return {};
    }

    result<void> set_experiment_tag(const id::experiment& id, const experiment_tag& tag)
    {
        entry(get(id)->tags, tag) = tag;
        return {};
    }

    result<bool> delete_experiment_tag(const id::experiment& id, std::string_view key)
    {
        return erase(get(id)->tags, key);
    }

    result<void> create_run(const run& given)
    {
        runs_.push_back(given);
        return {};
    }

    result<std::optional<run_info>> find_run_info(const id::run& id)
    {
        return get(id) == nullptr ? std::nullopt : std::optional(get(id)->info);
    }

    result<std::optional<run>> find_run(const id::run& id) { return copy_of(get(id)); }

    result<std::vector<run>> search_runs(const store::run_search& search)
    {
        return store::select(runs_, search, [this](const id::run& id, std::string_view key) {
            return metric_history(id, key, {0, std::numeric_limits<std::int64_t>::max()}).value();
        });
    }

    result<void> update_run(const id::run& id, const store::run_change& change)
    {
        MLTRACK_CHECK(store::check_change(id, stage_of(id), change));
        auto& [info, data, inputs, outputs] = *get(id);
        info.status = change.status.value_or(info.status);
        info.end_time = change.end_time ? change.end_time : info.end_time;
        info.run_name = change.run_name.value_or(info.run_name);
        info.lifecycle_stage = change.stage ? change.stage->stage : info.lifecycle_stage;
        for (const auto& tag : change.tags)
            entry(data.tags, tag) = tag;
        return {};
    }

    result<void> append(const id::run& id, const store::run_batch& batch)
    {
        MLTRACK_CHECK(store::check_active(id, stage_of(id)));
        auto& [info, data, inputs, outputs] = *get(id);
        for (const auto& param : batch.params)
            if (const auto* kept = find(data.params, param.key, &param::key); kept && kept->value != param.value)
                return store::param_conflict(param.key->value, kept->value, param.value);
        for (const auto& param : batch.params)
            entry(data.params, param);
        for (const auto& tag : batch.tags)
            entry(data.tags, tag) = tag;
        for (metric point : batch.metrics) {
            point.value = store::stored_value(point.value);
            if (!points_[id].insert(point).second)
                continue;
            auto& latest = entry(data.metrics, point);
            latest = store::later_metric(point, latest) ? point : latest;
        }
        info.run_name = batch.run_name.value_or(info.run_name);
        return {};
    }

    result<bool> delete_run_tag(const id::run& id, std::string_view key)
    {
        MLTRACK_CHECK(store::check_active(id, stage_of(id)));
        return erase(get(id)->data.tags, key);
    }

    result<std::vector<metric>> metric_history(const id::run& id, std::string_view key, store::page page)
    {
        auto of_key = points_[id] | std::views::filter([&](const metric& each) { return each.key->value == key; });
        auto rows = of_key | std::views::drop(page.offset) | std::views::take(page.limit) | std::views::common;
        return std::vector<metric>(rows.begin(), rows.end());
    }

private:
    std::deque<experiment> experiments_;
    std::deque<run> runs_;
    std::map<id::run, std::set<metric, store::history_order>> points_;
};

} // namespace my
