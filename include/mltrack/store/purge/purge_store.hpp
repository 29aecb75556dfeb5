#pragma once

#include <mltrack/schema/entity/experiment.hpp>
#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/model_records.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// What a store can do beside the operations of tracking_store.hpp: remove for good what is in the trash. It then has
/// all of these operations. Artifacts are not its business: who removes rows removes the artifacts first.

namespace mltrack::store {

/// A run that is in the trash, or whose experiment is.
struct trashed_run
{
    schema::run_info info{};
    std::optional<schema::unix_ms> deleted_time{}; ///< None for an active one, and where nobody noted it.
};

/// What can be removed for good.
struct trash
{
    std::vector<schema::experiment> experiments{}; ///< Those that are deleted; without tags.
    std::vector<trashed_run> runs{};               ///< Those that are deleted, and all of these experiments.
    std::vector<kept_model> models{};              ///< Alike; without params, tags and metrics.
};

namespace operation {

/// `result<trash> find_trash()`: all that can be removed, in the order of its ids, as it is at one moment.
template <class Store>
concept find_trash = requires(Store& store) {
    { store.find_trash() } -> std::same_as<result<trash>>;
};

/// `result<void> purge_run(const id::run&)`: removes a deleted run with all that was logged to it, for models too, and
/// its inputs and outputs; data sets and models stay.
/// Errors: those of `check_deleted`.
template <class Store>
concept purge_run = requires(Store& store, const schema::id::run& id) {
    { store.purge_run(id) } -> std::same_as<result<void>>;
};

/// `result<void> purge_experiment(const id::experiment&)`: removes a deleted experiment with its tags, its data sets,
/// and its runs and models in any stage.
/// Errors: those of `check_deleted`; `bad_request` when something that the store does not know of holds on to it.
template <class Store>
concept purge_experiment = requires(Store& store, const schema::id::experiment& id) {
    { store.purge_experiment(id) } -> std::same_as<result<void>>;
};

/// `result<void> purge_logged_model(const id::model&)`: removes a deleted model with its params, tags and metrics; runs
/// keep what they logged, that they used the model or made it too.
/// Errors: those of `check_deleted`.
template <class Store>
concept purge_logged_model = requires(Store& store, const schema::id::model& id) {
    { store.purge_logged_model(id) } -> std::same_as<result<void>>;
};

} // namespace operation

/// Whether something may be removed for good; `stage` is the one it is in, none when there is no such thing. `what` it
/// is: `run`, `experiment` or `logged model`.
/// Errors: `resource_does_not_exist` when it is not there, `invalid_parameter_value` when it is active.
inline result<void> check_deleted(std::string_view what, std::string_view id,
                                  std::optional<schema::lifecycle_stage> stage)
{
    if (!stage)
        return error{errc::resource_does_not_exist,
                     "there is no " + std::string(what) + " with the id '" + std::string(id) + "'"};
    if (*stage != schema::lifecycle_stage::deleted)
        return error{errc::invalid_parameter_value, "the " + std::string(what) + " '" + std::string(id) +
                                                        "' is not in the trash: delete it before it is removed for "
                                                        "good"};
    return {};
}

/// A store that removes for good what is in the trash.
template <class Store>
concept purge_store = operation::find_trash<Store> && operation::purge_run<Store> &&
                      operation::purge_experiment<Store> && operation::purge_logged_model<Store>;

/// Names the first of these operations that a class lacks, if it finds trash, on the compiler's first error line.
template <class Store>
constexpr bool check_purge_store()
{
    if constexpr (operation::find_trash<Store>) {
        static_assert(operation::purge_run<Store>,
                      "a store that removes for good needs: result<void> purge_run(const id::run&)");
        static_assert(operation::purge_experiment<Store>,
                      "a store that removes for good needs: result<void> purge_experiment(const id::experiment&)");
        static_assert(operation::purge_logged_model<Store>,
                      "a store that removes for good needs: result<void> purge_logged_model(const id::model&)");
    }
    return true;
}

} // namespace mltrack::store
