/// Logs steps of metrics as a training program does, until it is done or killed.
/// Usage: durability_training URI RUN_ID JOURNALS PREFIX THREADS STEPS. Each thread logs its metric PREFIX/THREAD and
/// says now and then on stdout how many steps of it are in the journal: `flushed PREFIX/THREAD 500`. At the end: `ended
/// true` when the server has all, else `ended false`.

#include <mltrack/logging/logger.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

namespace {

void say(const std::string& line)
{
    std::puts(line.c_str());
    std::fflush(stdout);
}

void train(mltrack::logger& log, const std::string& key, int steps)
{
    constexpr int steps_of_a_flush = 100;
    const auto metric = log.series(key);
    for (int step = 0; step != steps; ++step) {
        log.metric(metric, step / 8.0, step);
        if ((step + 1) % steps_of_a_flush == 0 && log.flush_journal())
            say("flushed " + key + ' ' + std::to_string(step + 1));
    }
}

} // namespace

int main(int argc, char** argv)
{
    using namespace std::chrono_literals;
    if (argc != 7)
        return 2;
    const std::string prefix = argv[4];
    mltrack::logger log(argv[1], argv[2],
                        {.batch_interval = 2ms,
                         .journal = argv[3],
                         .journal_interval = 10ms,
                         .close_timeout = 2min,
                         .backoff_base = 10ms,
                         .backoff_max = 200ms});
    log.param(prefix, "started");
    std::vector<std::jthread> threads;
    for (int thread = 0; thread != std::atoi(argv[5]); ++thread)
        threads.emplace_back([&, thread] { train(log, prefix + '/' + std::to_string(thread), std::atoi(argv[6])); });
    threads.clear();
    log.tag("last", prefix);
    say(log.close(2min) ? "ended true" : "ended false");
}
