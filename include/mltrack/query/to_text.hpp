#pragma once

#include <mltrack/config.hpp>
#include <mltrack/query/diagnosis.hpp>
#include <mltrack/query/filter.hpp>
#include <mltrack/schema/error.hpp>

#include <string>
#include <string_view>

/// @file
/// From filters to texts. The language has no escape characters, so a key or string that holds all kinds of quotes, or
/// ends like an escaped quote in each, has no text: `invalid_parameter_value`.

namespace mltrack::query {

/// A key as it stands behind the dot: `loss`, or in the first kind of quotes that fits.
MLTRACK_DECL result<std::string> quote_key(std::string_view key, searched things = searched::runs);

/// A string in quotes.
MLTRACK_DECL result<std::string> quote_string(std::string_view value, searched things = searched::runs);

/// A column as a filter names it.
MLTRACK_DECL result<std::string> to_text(const column& column, searched things = searched::runs);

/// The text of a filter, which parses to the same tree; with the one name of each column, and as few parentheses as its
/// meaning needs. Errors: also for a node without parts other than the root, which no text has.
MLTRACK_DECL result<std::string> to_text(const filter& filter, searched things = searched::runs);

} // namespace mltrack::query

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/query/impl/to_text.ipp>
#endif
