#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/graphql/document.hpp>
#include <mltrack/server/graphql/root_field.hpp>

#include <string>
#include <vector>

namespace mltrack::serving::graphql {

/// A field of the answer, and where it comes from.
struct planned_field
{
    std::string key;                  ///< Its name in the answer.
    std::string type_name = {};       ///< Of `__typename`: the value; empty for all others.
    const root_field* root = nullptr; ///< Of a root field, with its request as JSON.
    std::string request = {};
    const graphql::member* member = nullptr; ///< Of a field of an object.
    std::vector<planned_field> fields = {};  ///< What is asked of the objects that it gives.
};

/// What an operation asks, checked against the schema.
struct plan
{
    std::vector<planned_field> fields;
    std::vector<std::string> errors; ///< Sentences; when there are any, nothing is carried out.
};

/// Plans an operation of a document, with the values of its variables: fragments are spread, `@skip` and `@include`
/// followed, fields that are asked twice merged, arguments put together.
MLTRACK_DECL plan make_plan(const document& document, const operation& operation,
                            const std::vector<argument>& variables);

} // namespace mltrack::serving::graphql

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/graphql/impl/plan.ipp>
#endif
