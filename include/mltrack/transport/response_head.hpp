#pragma once

#include <mltrack/config.hpp>
#include <mltrack/transport/handler.hpp>

#include <string>
#include <string_view>

namespace mltrack::transport {

/// What HTTP/1.1 calls a status; empty for unknown ones.
MLTRACK_DECL std::string_view reason_phrase(int status);

/// Whether an answer of this status may have a body.
constexpr bool may_have_body(int status)
{
    return status >= 200 && status != 204 && status != 304;
}

/// How a connection goes on after an answer.
enum class connection { keep, keep_for_http_1_0, close };

/// The status line and the header fields of an answer with the empty line that ends them. Adds `Content-Length`, `Date`
/// and, where it is needed, `Connection`. Line breaks in field values become spaces, so a value never starts a field.
MLTRACK_DECL std::string response_head(const reply& answer, connection afterwards);

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/impl/response_head.ipp>
#endif
