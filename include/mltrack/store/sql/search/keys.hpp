#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/keys/key_store.hpp>
#include <mltrack/store/sql/search/search.hpp>

#include <optional>
#include <string>

namespace mltrack::store::relational {

/// How keys are found: from one to the next by the index, and of each whether one of the runs has it. That looks at the
/// runs when they are few, otherwise at those that have the key: so none of the rows is looked at for several keys.
struct key_queries
{
    std::string next;        ///< Bound to a text: the first key behind it or equal to it.
    std::string few_runs;    ///< Whether few runs are looked at.
    std::string has_by_runs; ///< Bound to a key: whether one of the runs has it, by looking at them.
    std::string has_by_key;  ///< The same by looking at whatever has the key.
};

/// The queries for keys; nothing for what has none.
MLTRACK_DECL std::optional<key_queries> write_key_queries(const key_search& search);

/// The query for values; nothing for a column that has no texts, or none that are told.
MLTRACK_DECL std::optional<search_query> write_search(const value_search& search, const dialect& dialect);

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/search/impl/keys.ipp>
#endif
