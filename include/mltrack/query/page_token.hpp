#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace mltrack::query {

/// The token of the page that starts at row `offset`, counted from 0: base64 of `{"offset": n}`, as MLflow writes it.
MLTRACK_DECL std::string encode_page_token(std::int64_t offset);

/// Where the page of a token starts; 0 for no token and for negative numbers. The number may be a string and loses its
/// fraction, as in MLflow; further members do not matter.
/// Errors: `invalid_parameter_value` when the token is not base64 of a JSON object with an offset other than 0.
MLTRACK_DECL result<std::int64_t> decode_page_token(std::string_view token);

} // namespace mltrack::query

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/query/impl/page_token.ipp>
#endif
