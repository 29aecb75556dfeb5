#pragma once

#include <mltrack/config.hpp>

#include <cstddef>

namespace mltrack::transport {

/// Descriptors that a server needs beside those of its connections: for the store, artifacts, logs.
inline constexpr std::size_t other_descriptors = 256;

/// Raises the limit of the process's open descriptors (RLIMIT_NOFILE) to `wanted`, where it is lower and as far as the
/// system lets a process do that by itself; what the limit is then. Thread safety: any thread.
MLTRACK_DECL std::size_t raise_descriptor_limit(std::size_t wanted);

} // namespace mltrack::transport

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/transport/impl/descriptor_limit.ipp>
#endif
