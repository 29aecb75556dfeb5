#pragma once

#include <mltrack/codec/structure.hpp>
#include <mltrack/config.hpp>
#include <mltrack/server/graphql/document.hpp>
#include <mltrack/server/graphql/type.hpp>

#include <span>
#include <string_view>

namespace mltrack::serving::graphql {

/// A field of `Query` or `Mutation`: an endpoint without its types.
struct root_field
{
    operation_kind kind;
    std::string_view name;
    std::string_view argument;       ///< The argument that is the request; empty: its members are arguments each.
    const codec::structure* request; ///< What it is read into.
    const graphql::type* type;       ///< Of the answer.

    /// Answers a request, which is JSON, as the endpoint does. May block.
    result<owned_object> (*answer)(tracking::context& at, std::string_view request);
};

/// All root fields. The templates end here.
MLTRACK_DECL std::span<const root_field> root_fields();

/// The root field of a name; null when there is none.
MLTRACK_DECL const root_field* find_root_field(operation_kind kind, std::string_view name);

} // namespace mltrack::serving::graphql

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/graphql/impl/root_fields.ipp>
#endif
