#pragma once

#include <mltrack/codec/json.hpp>
#include <mltrack/tracking/answer.hpp>
#include <mltrack/tracking/rules/artifact_transfers.hpp>
#include <mltrack/tracking/rules/artifacts.hpp>
#include <mltrack/tracking/rules/experiments.hpp>
#include <mltrack/tracking/rules/filter.hpp>
#include <mltrack/tracking/rules/inputs.hpp>
#include <mltrack/tracking/rules/logged_models.hpp>
#include <mltrack/tracking/rules/logging.hpp>
#include <mltrack/tracking/rules/metrics.hpp>
#include <mltrack/tracking/rules/runs.hpp>
#include <mltrack/tracking/rules/server_info.hpp>

namespace mltrack::tracking {

/// Never defined: the compiler names it for an endpoint for which tracking/rules/ holds no
/// `rule(context&, const Endpoint::request&)`: write one.
template <class Endpoint>
struct endpoint_has_no_rule;

template <schema::endpoint E>
result<answer_of<E>> answer(context& at, const typename E::request& request)
{
    if constexpr (requires { rule(at, request); }) {
        MLTRACK_CHECK(codec::check(request));
        return rule(at, request);
    } else {
        return endpoint_has_no_rule<E>();
    }
}

MLTRACK_DECL result<void> prepare(context& at)
{
    const query::filter everything;
    MLTRACK_TRY(
        const auto some,
        at.store->search_experiments(
            {.filter = everything, .order = {}, .view = schema::view_type::ALL, .page = {.offset = 0, .limit = 1}}));
    if (!some.empty())
        return {};
    MLTRACK_CHECK(rule(at, schema::create_experiment::request{.name = "Default"}));
    return {};
}

} // namespace mltrack::tracking
