#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/endpoint/logged_models.hpp>
#include <mltrack/schema/error.hpp>

#include <cstdint>
#include <string>

namespace mltrack::tracking {

/// The token of the page of a search that starts at model `offset`, counted from 0. It holds the search, as MLflow's
/// does: the next request must be the same.
MLTRACK_DECL std::string model_page_token(const schema::search_logged_models::request& search, std::int64_t offset);

/// Where the page starts that a search asks for; 0 without a token.
/// Errors: `invalid_parameter_value` when the token is none of this search.
MLTRACK_DECL result<std::int64_t> model_page_offset(const schema::search_logged_models::request& search);

} // namespace mltrack::tracking

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/tracking/impl/model_page_token.ipp>
#endif
