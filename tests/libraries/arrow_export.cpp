// Gives the runs of an experiment to a program in another language, through Arrow's C data interface.
#include <mltrack/connect.hpp>
#include <mltrack/frame/arrow.hpp>
#include <mltrack/frame/search_runs.hpp>

#include <cstddef>
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

} // extern "C"
