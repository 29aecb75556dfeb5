#pragma once

#include <atomic>
#include <cstdint>

namespace mltrack::transport {

/// How busy a listener is. The listener writes it, any thread may read it.
struct load
{
    std::atomic<std::int64_t> connections = 0; ///< Open connections.
    std::atomic<std::int64_t> queued = 0;      ///< Blocking operations that wait for a thread.
    std::atomic<std::int64_t> running = 0;     ///< Blocking operations under way.
    std::atomic<std::int64_t> body_bytes = 0;  ///< What is taken of `listen_options::max_body_memory`.
};

} // namespace mltrack::transport
