#pragma once

#include <mltrack/schema/endpoints.hpp>
#include <mltrack/schema/error.hpp>

#include <concepts>

namespace mltrack::tracking {

/// A class that answers the requests of one endpoint: `api.template try_call<E>(request) -> result<E::response>`.
template <class T, class E>
concept answers = requires(T& api, const typename E::request& request) {
    { api.template try_call<E>(request) } -> std::same_as<result<typename E::response>>;
};

#define MLTRACK_ANSWERS(name) &&(!schema::json_endpoint<schema::name> || answers<T, schema::name>)

/// What `client<Transport>` and `service<Store>` have in common: a class that answers every JSON endpoint. Programs
/// against it run over the network, in process or right on a store.
template <class T>
concept tracking_api = true MLTRACK_ENDPOINTS(MLTRACK_ANSWERS);

#undef MLTRACK_ANSWERS

} // namespace mltrack::tracking
