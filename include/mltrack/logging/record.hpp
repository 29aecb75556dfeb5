#pragma once

#include <mltrack/logging/series.hpp>

#include <cstdint>
#include <string>

namespace mltrack::logging {

/// What a record says of a run. The numbers stand in journals.
enum class record_kind : std::uint8_t { metric = 1, param = 2, tag = 3 };

/// Key and value of a param or tag.
struct words
{
    std::string key;
    std::string value;
};

/// One call of a logger, of a size that a ring can hold. Who takes it out of the ring owns its words.
struct record
{
    record_kind kind = record_kind::metric;
    const series_entry* series = nullptr; ///< Of a metric.
    double value = 0;
    std::int64_t step = 0;
    std::int64_t timestamp = 0;      ///< Milliseconds since 1970.
    logging::words* words = nullptr; ///< Of a param or tag.
};

} // namespace mltrack::logging
