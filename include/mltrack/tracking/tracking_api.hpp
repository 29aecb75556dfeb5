#pragma once

#include <mltrack/artifact/run_artifacts.hpp>
#include <mltrack/schema/endpoints.hpp>
#include <mltrack/schema/error.hpp>

#include <concepts>

namespace mltrack::tracking {

/// A class that answers the requests of one endpoint: `api.template try_call<E>(request) -> result<E::response>`.
template <class T, class E>
concept answers = requires(T& api, const typename E::request& request) {
    { api.template try_call<E>(request) } -> std::same_as<result<typename E::response>>;
};

/// A class that gets at artifacts: `api.try_artifacts(run) -> result<artifact::run_artifacts>` gives those of a run,
/// `api.try_model_artifacts(model)` those of a logged model, `api.try_artifacts_at(uri)` those below a URI.
template <class T>
concept reaches_artifacts =
    requires(T& api, const schema::id::run& run, const schema::id::model& model, std::string_view uri) {
        { api.try_artifacts(run) } -> std::same_as<result<artifact::run_artifacts>>;
        { api.try_model_artifacts(model) } -> std::same_as<result<artifact::run_artifacts>>;
        { api.try_artifacts_at(uri) } -> std::same_as<result<artifact::run_artifacts>>;
    };

#define MLTRACK_ANSWERS(name) &&answers<T, schema::name>

/// What `client<Transport>`, `service<Store>` and `any_tracking_api` have in common: a class that answers every JSON
/// endpoint and gets at artifacts. Programs against it run over the network, in process or right on a store.
template <class T>
concept tracking_api = reaches_artifacts<T> MLTRACK_JSON_ENDPOINTS(MLTRACK_ANSWERS);

#undef MLTRACK_ANSWERS

} // namespace mltrack::tracking
