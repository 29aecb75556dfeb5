#pragma once

#include <mltrack/schema/entity/run.hpp>

#include <string>

namespace test {

/// A run that has ended, with nothing logged.
inline mltrack::schema::run make_run(std::string id)
{
    using namespace mltrack::schema;
    return {.info = {.experiment_id = "3",
                     .status = run_status::FINISHED,
                     .start_time = 1'764'056'263'238,
                     .end_time = unix_ms(1'764'056'264'000),
                     .artifact_uri = "/mlruns/3/" + id,
                     .run_id = id}};
}

inline mltrack::schema::metric make_metric(std::string key, double value)
{
    return {.key = std::move(key), .value = value, .timestamp = mltrack::schema::unix_ms(1)};
}

} // namespace test
