#pragma once

#include <mltrack/schema/entity/dataset.hpp>
#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/error.hpp>

#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// What a store can do beside the operations of tracking_store.hpp: keep what went into runs and came out of them. It
/// then has all of these operations, and gives the inputs and outputs of the runs that it finds. A store without them
/// is served too: requests for them are answered with `not_implemented`.

namespace mltrack::store {
namespace operation {

/// `result<void> add_inputs(const id::run&, const run_inputs&)`: adds data sets and models that went into a run, all or
/// nothing. A data set whose name and digest the experiment knows stays as it was kept first, and a run's use of it
/// keeps its first tags; a model that is there already is dropped. The run is active.
/// Errors: those of `check_active`; `bad_request` when an input has two tags of one key.
template <class Store>
concept add_inputs = requires(Store& store, const schema::id::run& id, const schema::run_inputs& inputs) {
    { store.add_inputs(id, inputs) } -> std::same_as<result<void>>;
};

/// `result<void> add_outputs(const id::run&, const run_outputs&)`: adds models that came out of a run, all or nothing.
/// The run is active. Errors: those of `check_active`; `bad_request` when one of them came out of it already.
template <class Store>
concept add_outputs = requires(Store& store, const schema::id::run& id, const schema::run_outputs& outputs) {
    { store.add_outputs(id, outputs) } -> std::same_as<result<void>>;
};

/// `result<vector<dataset_summary>> search_datasets(span<const id::experiment>, int64_t limit)`: the data sets that
/// runs of these experiments read, each with each of its contexts once, `limit` at most, in no order.
template <class Store>
concept search_datasets =
    requires(Store& store, std::span<const schema::id::experiment> experiments, std::int64_t limit) {
        { store.search_datasets(experiments, limit) } -> std::same_as<result<std::vector<schema::dataset_summary>>>;
    };

} // namespace operation

/// The error for an input with two tags of one key.
inline error repeated_input_tag(std::string_view dataset)
{
    return {errc::bad_request, "datasets: a tag of the data set '" + std::string(dataset) + "' stands there twice"};
}

/// The error for a model that came out of a run already.
inline error repeated_output(const schema::id::run& run, const schema::id::model& model)
{
    return {errc::bad_request, "models: '" + model.value + "' is an output of the run '" + run.value + "' already"};
}

/// A store that keeps the inputs and outputs of runs.
template <class Store>
concept input_store =
    operation::add_inputs<Store> && operation::add_outputs<Store> && operation::search_datasets<Store>;

/// Names the first of these operations that a class lacks, if it has any of them, on the compiler's first error line.
template <class Store>
constexpr bool check_input_store()
{
    if constexpr (operation::add_inputs<Store> || operation::add_outputs<Store> || operation::search_datasets<Store>) {
        static_assert(operation::add_inputs<Store>,
                      "a store of inputs needs: result<void> add_inputs(const id::run&, const schema::run_inputs&)");
        static_assert(operation::add_outputs<Store>,
                      "a store of inputs needs: result<void> add_outputs(const id::run&, const schema::run_outputs&)");
        static_assert(operation::search_datasets<Store>,
                      "a store of inputs needs: result<std::vector<schema::dataset_summary>> "
                      "search_datasets(std::span<const id::experiment>, std::int64_t limit)");
    }
    return true;
}

} // namespace mltrack::store
