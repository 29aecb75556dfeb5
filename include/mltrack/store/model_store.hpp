#pragma once

#include <mltrack/schema/entity/logged_model.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/model_records.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// What a store can do beside the operations of tracking_store.hpp: keep logged models. It then has all of these
/// operations, and `append` keeps a metric with a `model_id` with that model too. A store without them is served too:
/// requests for them are answered with `not_implemented`.

namespace mltrack::store {
namespace operation {

/// `result<void> create_logged_model(const logged_model&)`: keeps a new, active model with its params and tags; its
/// experiment exists. Errors: `bad_request` when a param or tag has the key of another one.
template <class Store>
concept create_logged_model = requires(Store& store, const schema::logged_model& model) {
    { store.create_logged_model(model) } -> std::same_as<result<void>>;
};

/// `result<optional<kept_model>> find_logged_model(const id::model&)`: the model in any stage, with all its metrics.
template <class Store>
concept find_logged_model = requires(Store& store, const schema::id::model& id) {
    { store.find_logged_model(id) } -> std::same_as<result<std::optional<kept_model>>>;
};

/// `result<void> update_logged_model(const id::model&, const model_change&)`: changes what is given, in any stage, all
/// or nothing. Errors: `resource_does_not_exist` when the model is not there, `bad_request` when a param is.
template <class Store>
concept update_logged_model = requires(Store& store, const schema::id::model& id, const model_change& change) {
    { store.update_logged_model(id, change) } -> std::same_as<result<void>>;
};

/// `result<bool> delete_logged_model_tag(const id::model&, string_view key)`: whether there was such a tag.
/// Errors: `resource_does_not_exist` when the model is not there.
template <class Store>
concept delete_logged_model_tag = requires(Store& store, const schema::id::model& id, std::string_view key) {
    { store.delete_logged_model_tag(id, key) } -> std::same_as<result<bool>>;
};

/// `result<vector<logged_model>> search_logged_models(const model_search&)`: one page of the active models that match,
/// in order.
template <class Store>
concept search_logged_models = requires(Store& store, const model_search& search) {
    { store.search_logged_models(search) } -> std::same_as<result<std::vector<schema::logged_model>>>;
};

} // namespace operation

/// A store that keeps logged models.
template <class Store>
concept model_store = operation::create_logged_model<Store> && operation::find_logged_model<Store> &&
                      operation::update_logged_model<Store> && operation::delete_logged_model_tag<Store> &&
                      operation::search_logged_models<Store>;

/// Names the first of these operations that a class lacks, if it creates models, on the compiler's first error line.
template <class Store>
constexpr bool check_model_store()
{
    if constexpr (operation::create_logged_model<Store>) {
        static_assert(operation::find_logged_model<Store>,
                      "a store of models needs: result<std::optional<store::kept_model>> find_logged_model(const "
                      "id::model&)");
        static_assert(operation::update_logged_model<Store>,
                      "a store of models needs: result<void> update_logged_model(const id::model&, const "
                      "store::model_change&)");
        static_assert(operation::delete_logged_model_tag<Store>,
                      "a store of models needs: result<bool> delete_logged_model_tag(const id::model&, "
                      "std::string_view key)");
        static_assert(operation::search_logged_models<Store>,
                      "a store of models needs: result<std::vector<schema::logged_model>> search_logged_models(const "
                      "store::model_search&)");
    }
    return true;
}

} // namespace mltrack::store
