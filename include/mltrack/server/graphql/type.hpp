#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

/// @file
/// The types of the GraphQL schema as tables, without the C++ types behind them.

namespace mltrack::tracking {
struct context;
}

namespace mltrack::serving::graphql {

struct type;

/// An object that a resolver made.
using owned_object = std::shared_ptr<const void>;

/// A field of an object.
struct member
{
    std::string_view name; ///< In snake_case; a document writes it in lowerCamelCase.
    const graphql::type* type;

    /// Where it stands in an object; null is the value null.
    const void* (*address)(const void* object) = nullptr;

    /// What makes its value, in place of `address`. May block.
    result<owned_object> (*resolve)(tracking::context& at, const void* object) = nullptr;
};

/// A type of values in an answer.
struct type
{
    enum class kind { scalar, list, object };

    kind is;
    void (*write)(std::string& out, const void* value) = nullptr; ///< Of a scalar: appends JSON.

    const type* element = nullptr; ///< Of a list, like the two below.
    std::size_t (*size)(const void* list) = nullptr;
    const void* (*at)(const void* list, std::size_t index) = nullptr;

    std::string_view full_name = {}; ///< Of an object: the described struct's.
    std::string_view own_name = {};  ///< Of an object: its GraphQL name, where it does not follow from the struct's.
    std::span<const member> members = {};  ///< Of an object, like the two below: those of the described struct.
    std::span<const member> lacking = {};  ///< What MLflow's object has and the struct lacks; always empty.
    std::span<const member> resolved = {}; ///< What stands in other objects.

    /// The GraphQL name of an object's type: `MlflowRunInfo`.
    MLTRACK_DECL std::string name() const;

    /// An object's member by its lowerCamelCase name; null when it has none. Those of the struct count first.
    MLTRACK_DECL const member* find(std::string_view camel_name) const;
};

/// `runId` → `run_id`.
MLTRACK_DECL std::string snake_case(std::string_view camel);

} // namespace mltrack::serving::graphql

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/graphql/impl/type.ipp>
#endif
