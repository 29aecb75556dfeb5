#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/transport/handler.hpp>

namespace mltrack::serving {

/// An error as MLflow answers it: its HTTP status, and `error_code`, `message`, `sqlstate` and `error_class` as JSON.
MLTRACK_DECL transport::reply error_reply(const error& error);

/// A JSON text as an answer of 200.
MLTRACK_DECL transport::reply json_reply(std::string text);

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/error_reply.ipp>
#endif
