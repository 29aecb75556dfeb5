#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/server/graphql/document.hpp>

#include <string_view>

namespace mltrack::serving::graphql {

/// Reads an executable document: operations and fragments.
/// Errors: `invalid_parameter_value` that says at which line and column the text is none, or that it is nested deeper
/// than 100 brackets or has more than 20,000 words.
MLTRACK_DECL result<document> parse(std::string_view text);

} // namespace mltrack::serving::graphql

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/graphql/impl/parser.ipp>
#endif
