#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/store/server_lock.hpp>

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mltrack::schema {

struct dataset_summary;
struct experiment;
struct experiment_tag;
struct logged_model;
struct metric;
struct run;
struct run_info;
struct run_inputs;
struct run_outputs;

} // namespace mltrack::schema

namespace mltrack::store {

struct experiment_change;
struct experiment_search;
struct kept_model;
struct key_search;
struct model_change;
struct model_search;
struct history_sample;
struct page;
struct run_batch;
struct run_change;
struct run_search;
struct stage_change;
struct trash;
struct value_search;

/// How long a transaction waits for other processes that write to the same rows.
enum class patience {
    usual, ///< As long as the store's options say.
    none   ///< Not at all.
};

/// Any tracking store, by one virtual call an operation: what is compiled against it is compiled once for all stores.
/// tracking_store.hpp says what each operation does, and has the types that they take; input_store.hpp those for what
/// went into runs and came out of them, model_store.hpp those for logged models and purge/purge_store.hpp those that
/// remove for good: these answer `not_implemented` where the store does not have them.
class any_store
{
public:
    virtual ~any_store() = default;

    virtual result<schema::id::experiment> create_experiment(const schema::experiment& experiment,
                                                             std::string_view artifact_root) = 0;
    virtual result<std::optional<schema::experiment>> find_experiment(const schema::id::experiment& id) = 0;
    virtual result<std::optional<schema::experiment>> find_experiment_by_name(std::string_view name) = 0;
    virtual result<std::vector<schema::experiment>> search_experiments(const experiment_search& search) = 0;
    virtual result<void> update_experiment(const schema::id::experiment& id, const experiment_change& change) = 0;
    virtual result<void> move_experiment(const schema::id::experiment& id, const stage_change& change) = 0;
    virtual result<void> set_experiment_tag(const schema::id::experiment& id, const schema::experiment_tag& tag) = 0;
    virtual result<bool> delete_experiment_tag(const schema::id::experiment& id, std::string_view key) = 0;
    virtual result<void> create_run(const schema::run& run) = 0;
    virtual result<std::optional<schema::run_info>> find_run_info(const schema::id::run& id) = 0;
    virtual result<std::optional<schema::run>> find_run(const schema::id::run& id) = 0;
    virtual result<std::vector<schema::run>> search_runs(const run_search& search) = 0;
    virtual result<void> update_run(const schema::id::run& id, const run_change& change) = 0;
    virtual result<void> append(const schema::id::run& id, const run_batch& batch) = 0;
    virtual result<bool> delete_run_tag(const schema::id::run& id, std::string_view key) = 0;
    virtual result<std::vector<schema::metric>> metric_history(const schema::id::run& id, std::string_view key,
                                                               page page) = 0;

    virtual result<void> add_inputs(const schema::id::run& id, const schema::run_inputs& inputs) = 0;
    virtual result<void> add_outputs(const schema::id::run& id, const schema::run_outputs& outputs) = 0;
    virtual result<std::vector<schema::dataset_summary>>
    search_datasets(std::span<const schema::id::experiment> experiments, std::int64_t limit) = 0;

    virtual result<void> create_logged_model(const schema::logged_model& model) = 0;
    virtual result<std::optional<kept_model>> find_logged_model(const schema::id::model& id) = 0;
    virtual result<void> update_logged_model(const schema::id::model& id, const model_change& change) = 0;
    virtual result<bool> delete_logged_model_tag(const schema::id::model& id, std::string_view key) = 0;
    virtual result<std::vector<schema::logged_model>> search_logged_models(const model_search& search) = 0;

    virtual result<trash> find_trash() = 0;
    virtual result<void> purge_run(const schema::id::run& id) = 0;
    virtual result<void> purge_experiment(const schema::id::experiment& id) = 0;
    virtual result<void> purge_logged_model(const schema::id::model& id) = 0;

    virtual result<std::vector<std::string>> search_keys(const key_search& search) = 0;
    virtual result<std::vector<std::string>> search_values(const value_search& search) = 0;

    virtual result<std::vector<schema::metric>> sampled_history(const schema::id::run& id, std::string_view key,
                                                                const history_sample& wanted) = 0;
    virtual result<std::int64_t> count_runs(const run_search& search) = 0;
    virtual result<server_lock> lock_for_server() = 0;
    virtual bool has_transactions() const = 0;
    virtual result<void> transact(const std::function<void()>& work, patience patience = patience::usual) = 0;

protected:
    any_store() = default;
    any_store(const any_store&) = default;
    any_store& operator=(const any_store&) = default;
};

/// A tracking store behind `any_store`, or a class between the two; defined in tracking_store.hpp.
template <class Store, class Base = any_store>
class erased;

/// A store as `any_store`, which shares it.
template <class Store>
std::shared_ptr<any_store> erase(std::shared_ptr<Store> store)
{
    if constexpr (std::derived_from<Store, any_store>) {
        return store;
    } else {
        static_assert(
            requires { sizeof(erased<Store>); },
            "a file that serves a store of its own includes mltrack/store/tracking_store.hpp");
        return std::make_shared<erased<Store>>(std::move(store));
    }
}

} // namespace mltrack::store
