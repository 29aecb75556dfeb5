/// How fast an SQLite store takes metrics on one thread, and how many bytes it needs for them.
/// Usage: bench_store FOLDER [NUMBER OF A LOAD]…. Prints a line for each load, all of them unless some are named:
/// values a second by the clock and by the processor's time alone (without waiting for the disk or for others on the
/// machine), bytes a value in the file.

#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/rows/tracking.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/connection.hpp>
#include <mltrack/store/sqlite/driver.hpp>
#include <mltrack/store/tracking_store.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <time.h>
#include <vector>

namespace {

using namespace mltrack;

constexpr std::int64_t begun = 1'700'000'000'000; ///< Unix ms of the first value.

template <class T>
T need(result<T> outcome)
{
    if (outcome.has_value())
        return std::move(outcome).value();
    std::fprintf(stderr, "%s\n", outcome.error().message.c_str());
    std::exit(1);
}

void need(const result<void>& outcome)
{
    if (outcome.has_error()) {
        std::fprintf(stderr, "%s\n", outcome.error().message.c_str());
        std::exit(1);
    }
}

/// Time on the clock and of the thread on a processor.
class stopwatch
{
public:
    void start()
    {
        clock_ -= now(CLOCK_MONOTONIC);
        processor_ -= now(CLOCK_THREAD_CPUTIME_ID);
    }
    void stop()
    {
        clock_ += now(CLOCK_MONOTONIC);
        processor_ += now(CLOCK_THREAD_CPUTIME_ID);
    }
    double seconds() const { return static_cast<double>(clock_) / 1e9; }
    double processor_seconds() const { return static_cast<double>(processor_) / 1e9; }

private:
    static std::int64_t now(clockid_t clock)
    {
        timespec time{};
        clock_gettime(clock, &time);
        return time.tv_sec * 1'000'000'000 + time.tv_nsec;
    }

    std::int64_t clock_ = 0; ///< Nanoseconds.
    std::int64_t processor_ = 0;
};

/// A store in a file of its own, which is removed at the end.
class bench
{
public:
    bench(const std::filesystem::path& folder, int runs, bool in_mlflows_table) : file_(folder / "bench_store.db")
    {
        remove();
        store_ = need(store::sqlite::open({file_}));
        schema::experiment experiment;
        experiment.name = "bench";
        const auto id = need(store_->create_experiment(experiment, "root"));
        for (int number = 0; number != runs; ++number) {
            schema::run run;
            auto digits = std::to_string(number);
            run.info.run_id = run.info.run_uuid = std::string(32 - digits.size(), 'a') + digits;
            run.info.experiment_id = id;
            need(store_->create_run(run));
            runs_.push_back(run.info.run_id);
        }
        if (in_mlflows_table)
            use_mlflows_table();
        empty_ = bytes();
    }
    bench(const bench&) = delete;
    bench& operator=(const bench&) = delete;
    ~bench()
    {
        store_.reset();
        remove();
    }

    /// Logs `values` values in batches, to one run after the other; `series` metrics are logged at each step.
    void log(const char* name, std::int64_t values, std::int64_t batch, std::int64_t series)
    {
        std::vector<std::int64_t> logged(runs_.size());
        std::vector<schema::metric> metrics(static_cast<std::size_t>(batch));
        stopwatch watch;
        for (std::int64_t done = 0; done < values; done += batch) {
            const auto run = static_cast<std::size_t>(done / batch) % runs_.size();
            for (auto& metric : metrics) {
                const auto number = logged[run]++;
                const auto step = number / series;
                metric.key = std::string("validation/loss_") + std::to_string(number % series);
                metric.value = std::exp(-0.001 * static_cast<double>(step)) + static_cast<double>(number % series);
                metric.timestamp = schema::metric_time(begun + step * 137);
                metric.step = step;
            }
            watch.start();
            need(store_->append(runs_[run], {metrics, {}, {}, {}}));
            watch.stop();
        }
        const auto count = static_cast<double>(values);
        std::printf("%-46s %9.0f values/s by the clock, %9.0f by the processor (%.2f us each)", name,
                    count / watch.seconds(), count / watch.processor_seconds(),
                    watch.processor_seconds() / count * 1e6);
        if (values >= 1'000'000)
            std::printf(", %.1f bytes each", static_cast<double>(bytes() - empty_) / count);
        std::printf("\n");
        std::fflush(stdout);
    }

private:
    /// Puts MLflow's table of metrics in the place of the compact layout.
    void use_mlflows_table() const
    {
        auto connection = need(store::sqlite_connection::open({file_}, store::transaction_kind::write));
        std::vector<std::string> statements{"DROP TRIGGER mltrack_runs_delete", "DROP VIEW metrics",
                                            "DROP TABLE metric_series", "DROP TABLE metric_points",
                                            "DROP TABLE mltrack_blocks"};
        using namespace store::relational;
        for (auto& each : create_table(definition_of<store::rows::metric>(), store::sqlite_driver::dialect()))
            statements.push_back(std::move(each));
        for (const auto& each : statements)
            need(execute(connection, each));
    }

    /// The size of the file when the write-ahead log is in it.
    std::int64_t bytes()
    {
        auto connection = need(store::sqlite_connection::open({file_}, store::transaction_kind::write));
        need(store::relational::execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)"));
        return static_cast<std::int64_t>(std::filesystem::file_size(file_));
    }

    void remove()
    {
        for (const auto* ending : {"", "-wal", "-shm"})
            std::filesystem::remove(file_.string() + ending);
    }

    std::filesystem::path file_;
    std::shared_ptr<store::sqlite> store_;
    std::vector<schema::id::run> runs_;
    std::int64_t empty_ = 0;
};

} // namespace

int main(int count, char** arguments)
{
    if (count < 2) {
        std::fprintf(stderr, "usage: bench_store FOLDER [NUMBER OF A LOAD]...\n");
        return 2;
    }
    struct load
    {
        const char* name;
        int runs;
        std::int64_t values;
        std::int64_t batch;
        std::int64_t series;
        bool in_mlflows_table = false;
    };
    constexpr load loads[] = {{"batches of 1000, 10 series of a run", 1, 1'000'000, 1000, 10},
                              {"batches of 1000, 1 series", 1, 1'000'000, 1000, 1},
                              {"batches of 1000, 10 series of 8 runs by turns", 8, 1'000'000, 1000, 10},
                              {"batches of 1000, 1000 series of a run", 1, 1'000'000, 1000, 1000},
                              {"batches of 64, 10 series of a run", 1, 200'000, 64, 10},
                              {"one by one, 10 series of a run", 1, 20'000, 1, 10},
                              {"the first in MLflow's layout", 1, 1'000'000, 1000, 10, true}};
    const std::vector<int> wanted = [&] {
        std::vector<int> numbers;
        for (int index = 2; index < count; ++index)
            numbers.push_back(std::atoi(arguments[index]));
        return numbers;
    }();
    for (int number = 1; const auto& each : loads)
        if (const int current = number++; wanted.empty() || std::ranges::count(wanted, current) != 0)
            bench(arguments[1], each.runs, each.in_mlflows_table).log(each.name, each.values, each.batch, each.series);
}
