#include "fault_vfs.hpp"
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/tracking_store.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// @file
/// Transactions of several operations that a disk does not take. They are too large for SQLite's page cache, so that it
/// writes before the commit: a failure then comes in the middle of an operation, and SQLite undoes all by itself.

using namespace mltrack;
namespace fs = std::filesystem;

namespace {

/// One of those who share the transaction: logs to a run of its own.
struct caller
{
    schema::id::run run;
    std::size_t metrics = 0;
    std::size_t params = 0;
    std::size_t tags = 0;
};

/// Small and large ones: what the small ones do fits into the cache again once SQLite has undone all.
std::vector<caller> callers()
{
    const auto id = [](char digit) { return std::string(32, digit); };
    return {{id('a'), 1, 1, 1}, {id('b'), 1000, 0, 0}, {id('c'), 0, 0, 1}, {id('d'), 0, 400, 0},
            {id('e'), 1, 0, 0}, {id('f'), 0, 0, 400},  {id('0'), 0, 1, 0}, {id('1'), 10, 10, 10}};
}

std::string key_of(const caller& whose, std::size_t index)
{
    return *whose.run.value.begin() + std::to_string(index);
}

result<void> log(store::any_store& store, const caller& whose)
{
    const std::string large(5000, 'v');
    std::vector<schema::metric> metrics;
    std::vector<schema::param> params;
    std::vector<schema::run_tag> tags;
    for (std::size_t index = 0; index != whose.metrics; ++index)
        metrics.push_back({key_of(whose, index), 1.0, schema::metric_time(1), 0});
    for (std::size_t index = 0; index != whose.params; ++index)
        params.push_back({key_of(whose, index), large});
    for (std::size_t index = 0; index != whose.tags; ++index)
        tags.push_back({key_of(whose, index), large});
    return store.append(whose.run, {.metrics = metrics, .params = params, .tags = tags});
}

/// How much of what a caller logged is there.
std::size_t parts_there(store::any_store& store, const caller& whose)
{
    const auto run = store.find_run(whose.run).value().value();
    std::size_t points = 0;
    for (std::size_t index = 0; index != whose.metrics; ++index)
        points += store.metric_history(whose.run, key_of(whose, index), {0, 10}).value().size();
    return points + run.data.metrics.size() + run.data.params.size() + run.data.tags.size();
}

std::size_t parts_of(const caller& whose)
{
    return 2 * whose.metrics + whose.params + whose.tags;
}

/// How a transaction went: what each caller got, and what the commit said.
struct outcome
{
    std::vector<result<void>> operations;
    result<void> committed;
};

outcome log_together(store::any_store& store, const std::vector<caller>& callers)
{
    outcome outcome;
    outcome.committed = store.transact([&] {
        for (const auto& each : callers)
            outcome.operations.push_back(log(store, each));
    });
    return outcome;
}

/// The first error of a transaction is what all that comes after it is told.
void check_messages(const outcome& outcome)
{
    const auto failed = std::ranges::find_if(outcome.operations, [](const auto& each) { return each.has_error(); });
    if (outcome.committed.has_error())
        BOOST_TEST(outcome.committed.error().message.find("SQLite: ") != std::string::npos,
                   outcome.committed.error().message);
    if (outcome.committed.has_value() || failed == outcome.operations.end())
        return;
    const auto& first = failed->error().message;
    BOOST_TEST(outcome.committed.error().message == first);
    for (auto later = failed; later != outcome.operations.end(); ++later) {
        BOOST_TEST_CONTEXT("operation " << later - outcome.operations.begin())
        {
            BOOST_TEST_REQUIRE(later->has_error(), "it succeeded in a transaction that is undone");
            BOOST_TEST(later->error().message == first);
        }
    }
}

/// What a transaction said is so: all of it is there but what failed, or nothing is.
void check_rows(store::any_store& store, const std::vector<caller>& callers, const outcome& outcome)
{
    for (std::size_t index = 0; index != callers.size(); ++index) {
        const bool kept = outcome.committed.has_value() && outcome.operations[index].has_value();
        const auto found = parts_there(store, callers[index]);
        BOOST_TEST(found == (kept ? parts_of(callers[index]) : 0),
                   "caller " << index << ": " << found << " of " << parts_of(callers[index])
                             << " parts are there, its operation "
                             << (outcome.operations[index].has_value() ? "succeeded" : "failed")
                             << " and the transaction " << (outcome.committed.has_value() ? "succeeded" : "failed"));
    }
}

/// A database with the runs of all callers, made anew for each fault.
struct fixture
{
    test::temporary_folder folder;
    fs::path original = folder / "original.db";
    fs::path file = folder / "store.db";
    std::vector<caller> everybody = callers();
    test::fault_vfs vfs;

    fixture()
    {
        const auto made = open(original);
        schema::experiment experiment;
        experiment.name = "first";
        BOOST_TEST_REQUIRE(made->create_experiment(experiment, "root").has_value());
        for (const auto& each : everybody) {
            schema::run run;
            run.info.run_id = run.info.run_uuid = each.run;
            run.info.experiment_id = "0";
            BOOST_TEST_REQUIRE(made->create_run(run).has_value());
        }
    }

    static std::shared_ptr<store::sqlite> open(const fs::path& file)
    {
        return store::sqlite::open({file, std::chrono::milliseconds(100)}).value();
    }

    void start_anew() const
    {
        for (const auto* suffix : {"", "-wal", "-shm"})
            fs::remove(file.string() + suffix);
        fs::copy_file(original, file);
    }

    /// Runs the transaction while a write fails in it; how it went, or nothing when it needed fewer writes.
    std::optional<outcome> survives(const test::fault& wanted)
    {
        start_anew();
        auto store = open(file);
        vfs.arm(wanted);
        const auto first = log_together(*store, everybody);
        const bool happened = vfs.disarm();
        check_rows(*store, everybody, first);
        store.reset();
        store = open(file);
        check_rows(*store, everybody, first);
        check_messages(first);

        const auto again = log_together(*store, everybody);
        BOOST_TEST(again.committed.has_value(), "the store does not serve again");
        check_rows(*store, everybody, again);
        return happened ? std::optional(first) : std::nullopt;
    }

    /// Lets one of some writes after the other fail.
    void sweep(int code, bool persists)
    {
        constexpr int stride = 151; // There are more than a thousand.
        int undone_within = 0;
        for (int number = 1;; number += stride) {
            BOOST_TEST_CONTEXT("write " << number << " fails" << (persists ? " and all after it" : ""))
            {
                const auto outcome = survives({test::file_operation::write, number, code, persists});
                if (!outcome)
                    break;
                undone_within += outcome->committed.has_error() &&
                                 std::ranges::any_of(outcome->operations, [](auto& each) { return each.has_error(); });
            }
        }
        BOOST_TEST(undone_within > 5); // Before the commit, that is.
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_transaction_faults, fixture)

BOOST_AUTO_TEST_CASE(a_large_transaction_is_kept_whole)
{
    start_anew();
    auto store = open(file);
    const auto outcome = log_together(*store, everybody);
    BOOST_TEST(outcome.committed.has_value());
    store.reset();
    check_rows(*open(file), everybody, outcome);
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_undoes_all_of_a_transaction)
{
    sweep(SQLITE_IOERR_WRITE, false);
}

BOOST_AUTO_TEST_CASE(a_disk_that_is_full_for_a_moment_undoes_all_of_a_transaction)
{
    sweep(SQLITE_FULL, false);
}

BOOST_AUTO_TEST_CASE(a_disk_that_stays_full_undoes_all_of_a_transaction)
{
    sweep(SQLITE_FULL, true);
}

BOOST_AUTO_TEST_SUITE_END()
