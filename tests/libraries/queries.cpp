// Gives runs, through Arrow's C data interface, and histories of metrics to a program in another language.
#include <mltrack/connect.hpp>
#include <mltrack/frame/arrow.hpp>
#include <mltrack/frame/metric_history.hpp>
#include <mltrack/frame/search_runs.hpp>

#include <cstddef>
#include <cstdint>
#include <cstdio>

extern "C" {

/// Exports the runs that a search finds, in pages of three; 0, or 1 with what is wrong in `message`.
[[gnu::visibility("default")]] int export_runs(const char* tracking_uri, const char* experiment, const char* filter,
                                               ArrowSchema* schema, ArrowArray* array, char* message, std::size_t size)
try {
    auto api = mltrack::connect(tracking_uri);
    const auto runs = mltrack::search_runs(
        api, {.experiment_ids = {experiment}, .filter = filter, .max_results = 3, .order_by = {"start_time"}});
    mltrack::frame::export_arrow(mltrack::to_frame(runs), *schema, *array);
    return 0;
} catch (const std::exception& problem) {
    std::snprintf(message, size, "%s", problem.what());
    return 1;
}

/// Writes the steps of the logged values, which are asked for three at a time, and gives their number, at most `size`;
/// -1 and what is wrong on stderr when it fails.
[[gnu::visibility("default")]] int history_steps(const char* tracking_uri, const char* run, const char* key,
                                                 std::int64_t* steps, int size)
try {
    auto api = mltrack::connect(tracking_uri);
    int count = 0;
    for (const auto& point : mltrack::metric_history(api, run, key, 3)) {
        if (count == size)
            break;
        steps[count++] = point.step;
    }
    return count;
} catch (const std::exception& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return -1;
}

} // extern "C"
