#pragma once

#include <mltrack/config.hpp>

#include <string>

namespace mltrack::store {

/// A new id as MLflow makes them: a random UUID's 32 hexadecimal digits. Thread-safe.
MLTRACK_DECL std::string random_id();

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/impl/random_id.ipp>
#endif
