// Logs values to runs for a program in another language, in which other libraries with mltrack are loaded too.
#include <mltrack/connect.hpp>

#include <cstdint>
#include <cstdio>

extern "C" {

/// Logs a value of a metric; 0, or 1 with what is wrong on stderr.
[[gnu::visibility("default")]] int log_value(const char* tracking_uri, const char* run, const char* key, double value,
                                             std::int64_t step)
try {
    auto api = mltrack::connect(tracking_uri);
    api.log_metric(
        {.run_id = run, .key = key, .value = value, .timestamp = mltrack::schema::unix_ms::now(), .step = step});
    return 0;
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
}

} // extern "C"
