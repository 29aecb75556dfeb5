#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/graphql/document.hpp>
#include <mltrack/server/route.hpp>

#include <span>
#include <string>
#include <vector>

namespace mltrack::serving::graphql {

/// What a client sends.
struct request
{
    std::string query{};
    std::vector<argument> variables{};
    std::string operation_name{};
};

/// Answers a request as MLflow's `/graphql` does: `{"data":…,"errors":…}` as JSON. A field that fails is null, and what
/// went wrong is a sentence in `errors`, which is null when nothing did. A document that the schema does not know, or
/// that exceeds the limits, has null data. May block.
/// Errors: `invalid_parameter_value` for what is no GraphQL.
MLTRACK_DECL result<std::string> execute(tracking::context& at, const request& request);

/// Reads a request from a JSON body, or from the query string of a GET without body.
/// Errors: `invalid_parameter_value` for a body that is no JSON object, a missing query, members of other types.
MLTRACK_DECL result<request> read_request(const codec::request_parts& parts);

/// Where MLflow's server has it: `/graphql`.
MLTRACK_DECL std::span<const route> routes();

} // namespace mltrack::serving::graphql

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/graphql/impl/execution.ipp>
#include <mltrack/server/graphql/impl/request.ipp>
#endif
