#pragma once

#include <mltrack/reflect/reflect.hpp>
#include <mltrack/schema/field/key.hpp>
#include <mltrack/schema/field/required.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace mltrack::schema {

/// One logged value of a metric. It may be one of a logged model too, measured on a data set: then the model has it
/// beside the run.
struct metric
{
    required<key::metric> key;
    required<double> value;                      ///< NaN and infinities allowed.
    required<metric_time> timestamp;             ///< When it was measured.
    std::int64_t step = 0;                       ///< May be negative, repeated, out of order.
    std::optional<std::string> dataset_name{};   ///< The data set's; with its digest or not at all.
    std::optional<std::string> dataset_digest{}; ///< With the name or not at all.
    std::optional<id::model> model_id{};
    std::optional<id::run> run_id{}; ///< Not read from requests.

    friend bool operator==(const metric&, const metric&) = default;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::metric, key, value, timestamp, step, dataset_name, dataset_digest, model_id, run_id);
