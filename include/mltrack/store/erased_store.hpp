#pragma once

#include <mltrack/store/any_store.hpp>
#include <mltrack/store/input_store.hpp>
#include <mltrack/store/keys/known_keys.hpp>
#include <mltrack/store/metric/sample.hpp>
#include <mltrack/store/model_store.hpp>
#include <mltrack/store/purge/purge_store.hpp>
#include <mltrack/store/tracking_store.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace mltrack::store {

/// What a store says that lacks operations which a store need not have.
inline constexpr std::string_view keeps_no_inputs = "the store of this server keeps no inputs and outputs of runs";
inline constexpr std::string_view keeps_no_models = "the store of this server keeps no logged models";
inline constexpr std::string_view keeps_its_trash = "this store keeps its trash: it removes nothing for good";

template <class Store, class Base>
class erased final : public Base
{
    static_assert(check_tracking_store<Store>());
    static_assert(check_input_store<Store>());
    static_assert(check_model_store<Store>());
    static_assert(check_purge_store<Store>());
    static_assert(check_key_store<Store>());

public:
    explicit erased(std::shared_ptr<Store> store) : store_(std::move(store)) {}

    result<schema::id::experiment> create_experiment(const schema::experiment& e, std::string_view root) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->create_experiment(e, root);
    }
    result<std::optional<schema::experiment>> find_experiment(const schema::id::experiment& id) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->find_experiment(id);
    }
    result<std::optional<schema::experiment>> find_experiment_by_name(std::string_view name) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->find_experiment_by_name(name);
    }
    result<std::vector<schema::experiment>> search_experiments(const experiment_search& search) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->search_experiments(search);
    }
    result<void> update_experiment(const schema::id::experiment& id, const experiment_change& c) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->update_experiment(id, c);
    }
    result<void> move_experiment(const schema::id::experiment& id, const stage_change& c) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->move_experiment(id, c);
    }
    result<void> set_experiment_tag(const schema::id::experiment& id, const schema::experiment_tag& t) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->set_experiment_tag(id, t);
    }
    result<bool> delete_experiment_tag(const schema::id::experiment& id, std::string_view key) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->delete_experiment_tag(id, key);
    }
    result<void> create_run(const schema::run& run) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->create_run(run);
    }
    result<std::optional<schema::run_info>> find_run_info(const schema::id::run& id) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->find_run_info(id);
    }
    result<std::optional<schema::run>> find_run(const schema::id::run& id) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->find_run(id);
    }
    result<std::vector<schema::run>> search_runs(const run_search& search) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->search_runs(search);
    }
    result<void> update_run(const schema::id::run& id, const run_change& change) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->update_run(id, change);
    }
    result<void> append(const schema::id::run& id, const run_batch& batch) override
    {
        [[maybe_unused]] const auto guard = lock();
        if constexpr (!model_store<Store>)
            if (std::ranges::any_of(batch.metrics, [](const auto& each) { return each.model_id.has_value(); }))
                return error{errc::not_implemented, std::string(keeps_no_models)};
        return store_->append(id, batch);
    }
    result<bool> delete_run_tag(const schema::id::run& id, std::string_view key) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->delete_run_tag(id, key);
    }
    result<std::vector<schema::metric>> metric_history(const schema::id::run& id, std::string_view key, page p) override
    {
        [[maybe_unused]] const auto guard = lock();
        return store_->metric_history(id, key, p);
    }

    result<void> add_inputs(const schema::id::run& id, const schema::run_inputs& inputs) override
    {
        return call<input_store<Store>, void>(keeps_no_inputs,
                                              [&](auto& store) { return store.add_inputs(id, inputs); });
    }
    result<void> add_outputs(const schema::id::run& id, const schema::run_outputs& outputs) override
    {
        return call<input_store<Store>, void>(keeps_no_inputs,
                                              [&](auto& store) { return store.add_outputs(id, outputs); });
    }
    result<std::vector<schema::dataset_summary>> search_datasets(std::span<const schema::id::experiment> experiments,
                                                                 std::int64_t limit) override
    {
        return call<input_store<Store>, std::vector<schema::dataset_summary>>(
            keeps_no_inputs, [&](auto& store) { return store.search_datasets(experiments, limit); });
    }

    result<void> create_logged_model(const schema::logged_model& model) override
    {
        return call<model_store<Store>, void>(keeps_no_models,
                                              [&](auto& store) { return store.create_logged_model(model); });
    }
    result<std::optional<kept_model>> find_logged_model(const schema::id::model& id) override
    {
        return call<model_store<Store>, std::optional<kept_model>>(
            keeps_no_models, [&](auto& store) { return store.find_logged_model(id); });
    }
    result<void> update_logged_model(const schema::id::model& id, const model_change& change) override
    {
        return call<model_store<Store>, void>(keeps_no_models,
                                              [&](auto& store) { return store.update_logged_model(id, change); });
    }
    result<bool> delete_logged_model_tag(const schema::id::model& id, std::string_view key) override
    {
        return call<model_store<Store>, bool>(keeps_no_models,
                                              [&](auto& store) { return store.delete_logged_model_tag(id, key); });
    }
    result<std::vector<schema::logged_model>> search_logged_models(const model_search& search) override
    {
        return call<model_store<Store>, std::vector<schema::logged_model>>(
            keeps_no_models, [&](auto& store) { return store.search_logged_models(search); });
    }

    result<trash> find_trash() override
    {
        return call<purge_store<Store>, trash>(keeps_its_trash, [](auto& store) { return store.find_trash(); });
    }
    result<void> purge_run(const schema::id::run& id) override
    {
        return call<purge_store<Store>, void>(keeps_its_trash, [&](auto& store) { return store.purge_run(id); });
    }
    result<void> purge_experiment(const schema::id::experiment& id) override
    {
        return call<purge_store<Store>, void>(keeps_its_trash, [&](auto& store) { return store.purge_experiment(id); });
    }
    result<void> purge_logged_model(const schema::id::model& id) override
    {
        return call<purge_store<Store>, void>(keeps_its_trash,
                                              [&](auto& store) { return store.purge_logged_model(id); });
    }

    result<std::vector<std::string>> search_keys(const key_search& search) override
    {
        [[maybe_unused]] const auto guard = lock();
        if constexpr (key_store<Store>) {
            return store_->search_keys(search);
        } else {
            MLTRACK_TRY(const auto runs, active_runs(search.experiments));
            return keys_of(runs, search);
        }
    }
    result<std::vector<std::string>> search_values(const value_search& search) override
    {
        [[maybe_unused]] const auto guard = lock();
        if constexpr (key_store<Store>) {
            return store_->search_values(search);
        } else {
            MLTRACK_TRY(const auto runs, active_runs(search.experiments));
            return values_of(runs, search);
        }
    }

    result<std::vector<schema::metric>> sampled_history(const schema::id::run& id, std::string_view key,
                                                        const history_sample& wanted) override
    {
        [[maybe_unused]] const auto guard = lock();
        if constexpr (operation::sampled_history<Store>) {
            return store_->sampled_history(id, key, wanted);
        } else {
            MLTRACK_TRY(auto all, store_->metric_history(id, key, {.limit = std::numeric_limits<int>::max()}));
            return sample_of(std::move(all), wanted);
        }
    }

    result<std::int64_t> count_runs(const run_search& search) override
    {
        [[maybe_unused]] const auto guard = lock();
        if constexpr (operation::count_runs<Store>) {
            return store_->count_runs(search);
        } else {
            auto whole = search;
            whole.page = {.offset = 0, .limit = std::numeric_limits<int>::max()};
            MLTRACK_TRY(const auto found, store_->search_runs(whole));
            return std::ssize(found);
        }
    }

    result<server_lock> lock_for_server() override
    {
        if constexpr (operation::lock_for_server<Store>)
            return store_->lock_for_server();
        else
            return server_lock();
    }

    bool has_transactions() const override { return operation::transact<Store>; }

    result<void> transact(const std::function<void()>& work, patience patience) override
    {
        if constexpr (operation::transact<Store>) {
            [[maybe_unused]] const auto guard = lock(patience);
            if constexpr (single_threaded_store<Store>)
                if (!guard)
                    return error{errc::temporarily_unavailable, "another thread works on the store"};
            return store_->transact(work, patience);
        } else {
            work();
            return {};
        }
    }

private:
    /// Calls a store that has an operation; what others lack, they say.
    template <bool HasOperation, class Value, class Operation>
    result<Value> call(std::string_view lack, Operation operation)
    {
        if constexpr (HasOperation) {
            [[maybe_unused]] const auto guard = lock();
            return operation(*store_);
        } else {
            return error{errc::not_implemented, std::string(lack)};
        }
    }

    /// All active runs of experiments, in no order that matters.
    result<std::vector<schema::run>> active_runs(std::span<const schema::id::experiment> experiments)
    {
        const query::filter all;
        const query::order by_id[] = {{.column = {.entity = query::entity::attribute, .key = "run_id"}}};
        return store_->search_runs({.experiments = experiments,
                                    .filter = all,
                                    .order = by_id,
                                    .page = {.offset = 0, .limit = std::numeric_limits<int>::max()}});
    }

    /// Keeps others out, where the store asks for that; with no patience it may not succeed.
    auto lock([[maybe_unused]] patience patience = patience::usual)
    {
        if constexpr (single_threaded_store<Store>)
            return patience == patience::usual ? std::unique_lock(mutex_) : std::unique_lock(mutex_, std::try_to_lock);
        else
            return std::ignore;
    }

    std::shared_ptr<Store> store_;
    std::recursive_mutex mutex_; ///< Recursive for the operations within a transaction.
};

} // namespace mltrack::store
