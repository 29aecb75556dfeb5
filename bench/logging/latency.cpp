/// How long a log call takes, on the thread that logs. Usage: bench_logging FOLDER [BURSTS]. FOLDER is for journals.
/// Prints a line for each kind of load: its name, calls, the nanoseconds of the median, the 99th and 99.9th per cent
/// and the longest call, takings of memory by the threads that log, and the histogram: for each power of two of
/// nanoseconds, calls that took less. The time that a look at the clock takes is in the first line, and in all others.

#include <mltrack/logging/logger.hpp>

#include <algorithm>
#include <array>
#include <barrier>
#include <bit>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <thread>
#include <vector>

namespace {

thread_local long takings = 0;

} // namespace

void* operator new(std::size_t size)
{
    ++takings;
    if (void* memory = std::malloc(size))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void* memory) noexcept
{
    std::free(memory);
}

void operator delete(void* memory, std::size_t) noexcept
{
    std::free(memory);
}

namespace {

using namespace mltrack;
using namespace std::chrono_literals;
using clock_type = std::chrono::steady_clock;

/// A server that takes everything at once.
struct nothing
{
    template <schema::json_endpoint E>
    result<typename E::response> try_call(const typename E::request&)
    {
        return typename E::response{};
    }
    result<artifact::run_artifacts> try_artifacts(const schema::id::run&) { return error{}; }
    result<artifact::run_artifacts> try_model_artifacts(const schema::id::model&) { return error{}; }
    result<artifact::run_artifacts> try_artifacts_at(std::string_view) { return error{}; }
};

/// Times of calls, in nanoseconds.
struct times
{
    std::vector<std::uint32_t> all;
    long takings = 0;
};

void print(const std::string& name, times& taken)
{
    auto& all = taken.all;
    std::sort(all.begin(), all.end());
    const auto at = [&](double part) {
        return all[static_cast<std::size_t>(part * static_cast<double>(all.size() - 1))];
    };
    std::printf("%s\t%zu\t%u\t%u\t%u\t%u\t%ld\t", name.c_str(), all.size(), at(0.5), at(0.99), at(0.999), at(1),
                taken.takings);
    for (std::uint64_t limit = 16; limit / 2 <= all.back(); limit *= 2)
        std::printf("%llu:%td ", static_cast<unsigned long long>(limit),
                    std::lower_bound(all.begin(), all.end(), limit) - all.begin());
    std::printf("\n");
    std::fflush(stdout);
}

/// Times `calls` calls of `log(step)` on this thread.
template <class Log>
void time_calls(int calls, Log&& log, times& into)
{
    const auto before = takings;
    for (int step = 0; step != calls; ++step) {
        const auto start = clock_type::now();
        log(step);
        const auto end = clock_type::now();
        into.all.push_back(static_cast<std::uint32_t>(std::min<std::int64_t>((end - start).count(), UINT32_MAX)));
    }
    into.takings += takings - before;
}

/// Times calls on several threads at once: in bursts with an empty ring before each, or without a pause.
template <class Log>
times measure(logger& log, int threads, int bursts, int calls, bool in_bursts, Log&& log_one)
{
    std::vector<times> taken(static_cast<std::size_t>(threads));
    for (auto& each : taken)
        each.all.reserve(static_cast<std::size_t>(bursts) * static_cast<std::size_t>(calls));
    std::barrier together(threads);
    {
        std::vector<std::jthread> running;
        for (int thread = 0; thread != threads; ++thread)
            running.emplace_back([&, thread] {
                for (int burst = 0; burst != bursts; ++burst) {
                    if (in_bursts) {
                        together.arrive_and_wait();
                        if (thread == 0 && !log.flush(1min))
                            std::exit(1);
                        together.arrive_and_wait();
                    }
                    time_calls(
                        calls, [&](int step) { log_one(thread, step); }, taken[static_cast<std::size_t>(thread)]);
                }
            });
    }
    times all;
    for (auto& each : taken) {
        all.all.insert(all.all.end(), each.all.begin(), each.all.end());
        all.takings += each.takings;
    }
    return all;
}

void measure_loads(const std::string& with, logger_options options, int bursts)
{
    constexpr int threads = 8;
    options.ring_capacity = 1 << 16;
    options.close_timeout = 10min;
    logger log(tracking::any_tracking_api(std::make_shared<nothing>()), "run", options);
    std::vector<series> own;
    std::vector<std::string> keys;
    for (int thread = 0; thread != threads; ++thread) {
        keys.push_back("metric/" + std::to_string(thread));
        own.push_back(log.series(keys.back()));
    }
    const auto by_handle = [&](int thread, int step) { log.metric(own[static_cast<std::size_t>(thread)], step, step); };
    const auto by_key = [&](int thread, int step) {
        log.metric(std::string_view(keys[static_cast<std::size_t>(thread)]), step, step);
    };
    const auto run = [&](const std::string& name, int count, bool in_bursts, auto&& log_one) {
        constexpr int calls = 4096; // Of all threads together they fit into the ring.
        measure(log, count, 2, calls, in_bursts, log_one);
        auto taken = measure(log, count, bursts, calls, in_bursts, log_one);
        print(with + name, taken);
    };
    run(", 1 thread, bursts", 1, true, by_handle);
    run(", 8 threads, bursts", threads, true, by_handle);
    run(", 8 threads, bursts, by key", threads, true, by_key);
    run(", 8 threads, steady", threads, false, by_handle);
    if (log.statistics().refused != 0 || (log.journal() != std::filesystem::path() && log.statistics().dropped != 0))
        std::exit(1);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
        return 2;
    const int bursts = argc > 2 ? std::atoi(argv[2]) : 50;
    times clock;
    clock.all.reserve(1 << 20);
    time_calls(1 << 20, [](int) {}, clock);
    print("the clock alone", clock);
    ::unsetenv("MLTRACK_JOURNAL_DIR");
    measure_loads("without a journal", {}, bursts);
    measure_loads("with a journal", {.journal = argv[1]}, bursts);
}
