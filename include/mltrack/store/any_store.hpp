#pragma once

#include <mltrack/store/tracking_store.hpp>

#include <memory>
#include <mutex>
#include <tuple>
#include <utility>

namespace mltrack::store {

/// Any tracking store behind one type, for one virtual call an operation; copies share it. What is compiled against
/// `any_store` is compiled once for all stores.
class any_store
{
public:
    /// Takes a store over.
    template <class Store>
        requires(!std::same_as<std::remove_cvref_t<Store>, any_store>)
    any_store(Store store) : any_store(std::make_shared<Store>(std::move(store)))
    {
    }

    /// Shares a store, which may be one that cannot be moved.
    template <class Store>
    any_store(std::shared_ptr<Store> store) : model_(std::make_shared<model<Store>>(std::move(store)))
    {
        static_assert(check_tracking_store<Store>());
    }

    auto create_experiment(const schema::experiment& e, std::string_view root)
    {
        return model_->create_experiment(e, root);
    }
    auto find_experiment(const schema::id::experiment& id) { return model_->find_experiment(id); }
    auto find_experiment_by_name(std::string_view name) { return model_->find_experiment_by_name(name); }
    auto search_experiments(const experiment_search& search) { return model_->search_experiments(search); }
    auto update_experiment(const schema::id::experiment& id, const experiment_change& c)
    {
        return model_->update_experiment(id, c);
    }
    auto move_experiment(const schema::id::experiment& id, const stage_change& c)
    {
        return model_->move_experiment(id, c);
    }
    auto set_experiment_tag(const schema::id::experiment& id, const schema::experiment_tag& t)
    {
        return model_->set_experiment_tag(id, t);
    }
    auto delete_experiment_tag(const schema::id::experiment& id, std::string_view key)
    {
        return model_->delete_experiment_tag(id, key);
    }
    auto create_run(const schema::run& run) { return model_->create_run(run); }
    auto find_run_info(const schema::id::run& id) { return model_->find_run_info(id); }
    auto find_run(const schema::id::run& id) { return model_->find_run(id); }
    auto search_runs(const run_search& search) { return model_->search_runs(search); }
    auto update_run(const schema::id::run& id, const run_change& change) { return model_->update_run(id, change); }
    auto append(const schema::id::run& id, const run_batch& batch) { return model_->append(id, batch); }
    auto delete_run_tag(const schema::id::run& id, std::string_view key) { return model_->delete_run_tag(id, key); }
    auto metric_history(const schema::id::run& id, std::string_view key, page p)
    {
        return model_->metric_history(id, key, p);
    }

private:
    struct interface
    {
        virtual ~interface() = default;
        virtual result<schema::id::experiment> create_experiment(const schema::experiment&, std::string_view) = 0;
        virtual result<std::optional<schema::experiment>> find_experiment(const schema::id::experiment&) = 0;
        virtual result<std::optional<schema::experiment>> find_experiment_by_name(std::string_view) = 0;
        virtual result<std::vector<schema::experiment>> search_experiments(const experiment_search&) = 0;
        virtual result<void> update_experiment(const schema::id::experiment&, const experiment_change&) = 0;
        virtual result<void> move_experiment(const schema::id::experiment&, const stage_change&) = 0;
        virtual result<void> set_experiment_tag(const schema::id::experiment&, const schema::experiment_tag&) = 0;
        virtual result<bool> delete_experiment_tag(const schema::id::experiment&, std::string_view) = 0;
        virtual result<void> create_run(const schema::run&) = 0;
        virtual result<std::optional<schema::run_info>> find_run_info(const schema::id::run&) = 0;
        virtual result<std::optional<schema::run>> find_run(const schema::id::run&) = 0;
        virtual result<std::vector<schema::run>> search_runs(const run_search&) = 0;
        virtual result<void> update_run(const schema::id::run&, const run_change&) = 0;
        virtual result<void> append(const schema::id::run&, const run_batch&) = 0;
        virtual result<bool> delete_run_tag(const schema::id::run&, std::string_view) = 0;
        virtual result<std::vector<schema::metric>> metric_history(const schema::id::run&, std::string_view, page) = 0;
    };

    template <class Store>
    struct model final : interface
    {
        explicit model(std::shared_ptr<Store> store) : store(std::move(store)) {}

        /// Keeps others out, where the store asks for that.
        auto lock()
        {
            if constexpr (single_threaded_store<Store>)
                return std::unique_lock(mutex);
            else
                return std::ignore;
        }

        result<schema::id::experiment> create_experiment(const schema::experiment& e, std::string_view root) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->create_experiment(e, root);
        }
        result<std::optional<schema::experiment>> find_experiment(const schema::id::experiment& id) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->find_experiment(id);
        }
        result<std::optional<schema::experiment>> find_experiment_by_name(std::string_view name) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->find_experiment_by_name(name);
        }
        result<std::vector<schema::experiment>> search_experiments(const experiment_search& search) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->search_experiments(search);
        }
        result<void> update_experiment(const schema::id::experiment& id, const experiment_change& c) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->update_experiment(id, c);
        }
        result<void> move_experiment(const schema::id::experiment& id, const stage_change& c) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->move_experiment(id, c);
        }
        result<void> set_experiment_tag(const schema::id::experiment& id, const schema::experiment_tag& t) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->set_experiment_tag(id, t);
        }
        result<bool> delete_experiment_tag(const schema::id::experiment& id, std::string_view key) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->delete_experiment_tag(id, key);
        }
        result<void> create_run(const schema::run& run) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->create_run(run);
        }
        result<std::optional<schema::run_info>> find_run_info(const schema::id::run& id) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->find_run_info(id);
        }
        result<std::optional<schema::run>> find_run(const schema::id::run& id) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->find_run(id);
        }
        result<std::vector<schema::run>> search_runs(const run_search& search) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->search_runs(search);
        }
        result<void> update_run(const schema::id::run& id, const run_change& change) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->update_run(id, change);
        }
        result<void> append(const schema::id::run& id, const run_batch& batch) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->append(id, batch);
        }
        result<bool> delete_run_tag(const schema::id::run& id, std::string_view key) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->delete_run_tag(id, key);
        }
        result<std::vector<schema::metric>> metric_history(const schema::id::run& id, std::string_view key,
                                                           page p) override
        {
            [[maybe_unused]] const auto guard = lock();
            return store->metric_history(id, key, p);
        }

        std::shared_ptr<Store> store;
        std::mutex mutex;
    };

    std::shared_ptr<interface> model_;
};

static_assert(tracking_store<any_store>);

} // namespace mltrack::store
