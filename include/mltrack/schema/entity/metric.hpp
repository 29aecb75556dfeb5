#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/schema/field/key.hpp>
#include <mltrack/schema/field/required.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <cstdint>

namespace mltrack::schema {

/// One logged value of a metric.
struct metric
{
    required<key::metric> key;
    required<double> value;          ///< NaN and infinities allowed.
    required<metric_time> timestamp; ///< When it was measured.
    std::int64_t step = 0;           ///< May be negative, repeated, out of order.

    friend bool operator==(const metric&, const metric&) = default;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::metric, key, value, timestamp, step);
