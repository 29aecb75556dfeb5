// Gives the steps of a metric's history to a program in another language.
#include <mltrack/connect.hpp>
#include <mltrack/frame/metric_history.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>

extern "C" {

/// Writes the steps of the logged values, which are asked for three at a time, and gives their number; -1 when it fails
/// or they are more than `size`.
[[gnu::visibility("default")]] int history_steps(const char* tracking_uri, const char* run, const char* key,
                                                 std::int64_t* steps, int size)
try {
    auto api = mltrack::connect(tracking_uri);
    int count = 0;
    for (const auto& point : mltrack::metric_history(api, run, key, 3)) {
        if (count == size)
            return -1;
        steps[count++] = point.step;
    }
    return count;
} catch (const std::exception&) {
    return -1;
}

} // extern "C"
