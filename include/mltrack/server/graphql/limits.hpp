#pragma once

#include <mltrack/config.hpp>
#include <mltrack/server/graphql/document.hpp>

#include <string>

namespace mltrack::serving::graphql {

/// How much a document may ask at once, as MLflow's server has it.
struct limits
{
    std::size_t depth = 10;        ///< Fields within fields.
    std::size_t selections = 1000; ///< Fields in all, and as many fragments.
    std::size_t root_fields = 10;  ///< Fields of the operations themselves.
    std::size_t aliases = 10;      ///< Renamed fields of one object.
};

/// Which limit a document exceeds, in a sentence; empty when none.
MLTRACK_DECL std::string exceeded(const document& document, const limits& limits = {});

} // namespace mltrack::serving::graphql

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/graphql/impl/limits.ipp>
#endif
