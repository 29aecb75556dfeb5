#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/store/active_run.hpp>
#include <mltrack/store/any_store.hpp>
#include <mltrack/store/records.hpp>
#include <mltrack/store/server_lock.hpp>

#include <concepts>

/// @file
/// The porting guide for stores. A store keeps and finds rows; it knows nothing of HTTP, JSON or MLflow's rules. Every
/// operation is atomic and is durable when it returns (as far as the store is durable at all). It may be called from
/// several threads at once, unless the store says `static constexpr bool single_threaded = true`: then one call is made
/// at a time. A store throws nothing but `std::bad_alloc`: whatever fails is an `mltrack::error`.
///
/// Whether a run takes changes is part of the operation that changes it, so that no deletion comes in between:
/// `append`, `delete_run_tag` and `update_run` fail with what `check_active` and `check_change` say:
/// `resource_does_not_exist` when the run is not there, `invalid_parameter_value` when it is deleted.

namespace mltrack::store {
namespace operation {

/// `result<id::experiment> create_experiment(const experiment&, string_view artifact_root)`: keeps a new experiment and
/// its tags under the next free id. Its artifacts' place is what `artifact_location` says.
/// Errors: `resource_already_exists` when an experiment, deleted or not, has the name.
template <class Store>
concept create_experiment = requires(Store& store, const schema::experiment& experiment, std::string_view root) {
    { store.create_experiment(experiment, root) } -> std::same_as<result<schema::id::experiment>>;
};

/// `result<optional<experiment>> find_experiment(const id::experiment&)`: the experiment in any stage, with its tags.
template <class Store>
concept find_experiment = requires(Store& store, const schema::id::experiment& id) {
    { store.find_experiment(id) } -> std::same_as<result<std::optional<schema::experiment>>>;
};

/// `result<optional<experiment>> find_experiment_by_name(string_view)`: alike, by the exact name.
template <class Store>
concept find_experiment_by_name = requires(Store& store, std::string_view name) {
    { store.find_experiment_by_name(name) } -> std::same_as<result<std::optional<schema::experiment>>>;
};

/// `result<vector<experiment>> search_experiments(const experiment_search&)`: one page of those that match, in order.
template <class Store>
concept search_experiments = requires(Store& store, const experiment_search& search) {
    { store.search_experiments(search) } -> std::same_as<result<std::vector<schema::experiment>>>;
};

/// `result<void> update_experiment(const id::experiment&, const experiment_change&)`: changes what is given.
/// Errors: `bad_request` when another experiment has the new name.
template <class Store>
concept update_experiment = requires(Store& store, const schema::id::experiment& id, const experiment_change& change) {
    { store.update_experiment(id, change) } -> std::same_as<result<void>>;
};

/// `result<void> move_experiment(const id::experiment&, const stage_change&)`: sets the stage and last update time of
/// the experiment and the stage and deletion time of every run in it.
template <class Store>
concept move_experiment = requires(Store& store, const schema::id::experiment& id, const stage_change& change) {
    { store.move_experiment(id, change) } -> std::same_as<result<void>>;
};

/// `result<void> set_experiment_tag(const id::experiment&, const experiment_tag&)`: adds the tag or replaces its value.
template <class Store>
concept set_experiment_tag =
    requires(Store& store, const schema::id::experiment& id, const schema::experiment_tag& tag) {
        { store.set_experiment_tag(id, tag) } -> std::same_as<result<void>>;
    };

/// `result<bool> delete_experiment_tag(const id::experiment&, string_view key)`: whether there was such a tag.
template <class Store>
concept delete_experiment_tag = requires(Store& store, const schema::id::experiment& id, std::string_view key) {
    { store.delete_experiment_tag(id, key) } -> std::same_as<result<bool>>;
};

/// `result<void> create_run(const run&)`: keeps the run's info, params and tags; its experiment exists.
template <class Store>
concept create_run = requires(Store& store, const schema::run& run) {
    { store.create_run(run) } -> std::same_as<result<void>>;
};

/// `result<optional<run_info>> find_run_info(const id::run&)`: the run in any stage, without what it logged.
template <class Store>
concept find_run_info = requires(Store& store, const schema::id::run& id) {
    { store.find_run_info(id) } -> std::same_as<result<std::optional<schema::run_info>>>;
};

/// `result<optional<run>> find_run(const id::run&)`: the run in any stage, with the latest value of each metric.
template <class Store>
concept find_run = requires(Store& store, const schema::id::run& id) {
    { store.find_run(id) } -> std::same_as<result<std::optional<schema::run>>>;
};

/// `result<vector<run>> search_runs(const run_search&)`: one page of those that match, in order, as `find_run` gives
/// them, or at least with the parts that the search wants.
template <class Store>
concept search_runs = requires(Store& store, const run_search& search) {
    { store.search_runs(search) } -> std::same_as<result<std::vector<schema::run>>>;
};

/// `result<void> update_run(const id::run&, const run_change&)`: changes what is given. A change of stage keeps the
/// deletion time of a deleted run and clears it otherwise; all other changes ask for an active run.
/// Errors: those of `check_change`.
template <class Store>
concept update_run = requires(Store& store, const schema::id::run& id, const run_change& change) {
    { store.update_run(id, change) } -> std::same_as<result<void>>;
};

/// `result<void> append(const id::run&, const run_batch&)`: adds metrics, params and tags, all or nothing. A value that
/// equals one already there in key, value, timestamp and step is dropped. The latest value of a metric is the one that
/// `later_metric` says. A param that is there with the same value is dropped; tags replace older values, the last of a
/// key counts. The run is active.
/// Errors: those of `check_active`; `invalid_parameter_value` when a param is there with another value:
/// `param_conflict` says it.
template <class Store>
concept append = requires(Store& store, const schema::id::run& id, const run_batch& batch) {
    { store.append(id, batch) } -> std::same_as<result<void>>;
};

/// `result<bool> delete_run_tag(const id::run&, string_view key)`: whether there was such a tag. The run is active.
/// Errors: those of `check_active`.
template <class Store>
concept delete_run_tag = requires(Store& store, const schema::id::run& id, std::string_view key) {
    { store.delete_run_tag(id, key) } -> std::same_as<result<bool>>;
};

/// `result<vector<metric>> metric_history(const id::run&, string_view key, page)`: logged values ordered by timestamp,
/// step and value, where NaN stands at 0; none for an unknown run or key.
template <class Store>
concept metric_history = requires(Store& store, const schema::id::run& id, std::string_view key, page page) {
    { store.metric_history(id, key, page) } -> std::same_as<result<std::vector<schema::metric>>>;
};

/// `result<vector<metric>> sampled_history(const id::run&, string_view key, const history_sample&)`, which a store need
/// not have: what `sample_of` (store/metric/sample.hpp) gives of the metric's whole history, without holding all of it.
template <class Store>
concept sampled_history = requires(Store& store, const schema::id::run& id, std::string_view key,
                                   const history_sample& wanted) { store.sampled_history(id, key, wanted); };

/// `result<int64_t> count_runs(const run_search&)`, which a store need not have: how many runs match, whatever the
/// order and the page of the search.
template <class Store>
concept count_runs = requires(Store& store, const run_search& search) {
    { store.count_runs(search) } -> std::same_as<result<std::int64_t>>;
};

/// `result<server_lock> lock_for_server()`, which a store need not have: a server calls it before it serves, so that no
/// other serves the same rows. Errors: `resource_conflict` when another does.
template <class Store>
concept lock_for_server = requires(Store& store) { store.lock_for_server(); };

/// `result<void> transact(const function<void()>& work, patience)`, which a store need not have: calls `work` once; all
/// operations of the store that it calls on its thread are one transaction. Each of them sees what those before it did,
/// and is undone alone when it fails. All that succeeded is durable when `transact` returns a value and undone when it
/// returns an error or `work` throws. Within a transaction of the same thread it only calls `work`. Without it, a
/// server calls each operation by itself. Errors: `temporarily_unavailable` when other processes hold the rows for
/// longer than `patience` says, before `work` is called.
template <class Store>
concept transact = requires(Store& store, const std::function<void()>& work, patience patience) {
    { store.transact(work, patience) } -> std::same_as<result<void>>;
};

} // namespace operation

/// A class that keeps experiments and runs.
template <class Store>
concept tracking_store =
    operation::create_experiment<Store> && operation::find_experiment<Store> &&
    operation::find_experiment_by_name<Store> && operation::search_experiments<Store> &&
    operation::update_experiment<Store> && operation::move_experiment<Store> && operation::set_experiment_tag<Store> &&
    operation::delete_experiment_tag<Store> && operation::create_run<Store> && operation::find_run_info<Store> &&
    operation::find_run<Store> && operation::search_runs<Store> && operation::update_run<Store> &&
    operation::append<Store> && operation::delete_run_tag<Store> && operation::metric_history<Store>;

/// A store whose operations must not be called at the same time.
template <class Store>
concept single_threaded_store = requires { requires Store::single_threaded; };

/// Names the first operation that a class lacks to be a tracking store, on the compiler's first error line.
template <class Store>
constexpr bool check_tracking_store()
{
    static_assert(operation::create_experiment<Store>,
                  "a tracking store needs: result<id::experiment> create_experiment(const schema::experiment&, "
                  "std::string_view artifact_root)");
    static_assert(
        operation::find_experiment<Store>,
        "a tracking store needs: result<std::optional<schema::experiment>> find_experiment(const id::experiment&)");
    static_assert(
        operation::find_experiment_by_name<Store>,
        "a tracking store needs: result<std::optional<schema::experiment>> find_experiment_by_name(std::string_view)");
    static_assert(
        operation::search_experiments<Store>,
        "a tracking store needs: result<std::vector<schema::experiment>> search_experiments(const experiment_search&)");
    static_assert(
        operation::update_experiment<Store>,
        "a tracking store needs: result<void> update_experiment(const id::experiment&, const experiment_change&)");
    static_assert(operation::move_experiment<Store>,
                  "a tracking store needs: result<void> move_experiment(const id::experiment&, const stage_change&)");
    static_assert(operation::set_experiment_tag<Store>, "a tracking store needs: result<void> set_experiment_tag(const "
                                                        "id::experiment&, const schema::experiment_tag&)");
    static_assert(
        operation::delete_experiment_tag<Store>,
        "a tracking store needs: result<bool> delete_experiment_tag(const id::experiment&, std::string_view key)");
    static_assert(operation::create_run<Store>, "a tracking store needs: result<void> create_run(const schema::run&)");
    static_assert(operation::find_run_info<Store>,
                  "a tracking store needs: result<std::optional<schema::run_info>> find_run_info(const id::run&)");
    static_assert(operation::find_run<Store>,
                  "a tracking store needs: result<std::optional<schema::run>> find_run(const id::run&)");
    static_assert(operation::search_runs<Store>,
                  "a tracking store needs: result<std::vector<schema::run>> search_runs(const run_search&)");
    static_assert(operation::update_run<Store>,
                  "a tracking store needs: result<void> update_run(const id::run&, const run_change&)");
    static_assert(operation::append<Store>,
                  "a tracking store needs: result<void> append(const id::run&, const run_batch&)");
    static_assert(operation::delete_run_tag<Store>,
                  "a tracking store needs: result<bool> delete_run_tag(const id::run&, std::string_view key)");
    static_assert(operation::metric_history<Store>, "a tracking store needs: result<std::vector<schema::metric>> "
                                                    "metric_history(const id::run&, std::string_view key, page)");
    return true;
}

} // namespace mltrack::store

#include <mltrack/store/erased_store.hpp>
