#pragma once

#include <mltrack/config.hpp>
#include <mltrack/transport/load.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace mltrack::serving {

/// Counts what a server answers. Thread safety: all functions may be called at the same time.
class telemetry
{
public:
    /// Upper bounds of the latency histogram's buckets, in seconds.
    static constexpr std::array buckets = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                           0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   10.0};

    /// Counts an answer. `endpoint` and `method` are names that last as long as the program.
    MLTRACK_DECL void count(std::string_view endpoint, std::string_view method, int status,
                            std::chrono::nanoseconds duration);

    /// All counts, how busy the transport is and how many bytes wait to be written, in Prometheus' text format 0.0.4.
    MLTRACK_DECL std::string to_text(const transport::load& load, std::size_t waiting_bytes) const;

private:
    struct series
    {
        std::map<int, std::uint64_t> by_status;
        std::array<std::uint64_t, buckets.size() + 1> by_latency{};
        std::chrono::nanoseconds total{};
    };

    using name = std::pair<std::string_view, std::string_view>; ///< Endpoint and method.

    mutable std::mutex mutex_;
    std::map<name, series> series_;
};

} // namespace mltrack::serving

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/server/impl/telemetry.ipp>
#endif
