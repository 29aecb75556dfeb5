#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/endpoints.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/tracking/context.hpp>
#include <mltrack/tracking/download.hpp>

#include <memory>
#include <type_traits>

namespace mltrack::tracking {

namespace detail {

template <class E>
struct answer_type
{
    using type = typename E::response;
};

template <schema::download_endpoint E>
struct answer_type<E>
{
    using type = download;
};

template <schema::upload_endpoint E>
struct answer_type<E>
{
    using type = std::unique_ptr<artifact::writer>;
};

} // namespace detail

/// What a rule gives for an endpoint: its response; for a download what to read, for an upload where to write.
template <schema::endpoint E>
using answer_of = typename detail::answer_type<E>::type;

/// Answers a request as MLflow's server does: checks the constraints of the request's fields, then applies the
/// endpoint's rule. Thread-safe as the store is. Errors: as the rule says; `invalid_parameter_value` for what breaks a
/// constraint.
template <schema::endpoint E>
result<answer_of<E>> answer(context& at, const typename E::request& request);

/// Makes the store ready to serve: an empty one gets MLflow's default experiment, `0`.
MLTRACK_DECL result<void> prepare(context& at);

} // namespace mltrack::tracking

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/tracking/impl/answer.ipp>
#endif
