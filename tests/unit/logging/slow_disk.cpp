#include "flush_fault.hpp"
#include "held_flush.hpp"
#include "tracked.hpp"
#include <mltrack/logging/journal/sync.hpp>
#include <mltrack/logging/journal/writer.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace mltrack;
using namespace std::chrono_literals;
using logging::journal_access;
using logging::journal_file;
using test::counted;
using test::held_flush;
using test::long_enough;
using test::told;
namespace fs = std::filesystem;

namespace {

/// Whether something becomes so, be it late.
template <class Predicate>
bool becomes(Predicate&& is_so)
{
    for (const auto end = std::chrono::steady_clock::now() + long_enough; !is_so(); std::this_thread::yield())
        if (std::chrono::steady_clock::now() >= end)
            return false;
    return true;
}

struct fixture : test::tracked, test::temporary_folder
{
    logger_options options()
    {
        return {.batch_interval = 1ms,
                .journal = path(),
                .journal_interval = 1ms,
                .backoff_base = 1ms,
                .backoff_max = 2ms,
                .use_stderr = false};
    }

    fs::path journal() { return *this / (run.value + ".mltrack-journal"); }

    /// Logs steps from one to before another.
    void log_steps(logger& log, int from, int to)
    {
        for (int step = from; step != to; ++step)
            log.metric("loss", step, step);
    }

    /// How many records the file has: what a program that is killed now leaves behind.
    std::uint64_t written() const
    {
        const auto file = journal_file::open(*this / (run.value + ".mltrack-journal"), journal_access::read).value();
        return logging::summarize(file).value().records;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(logging_slow_disk, fixture)

BOOST_AUTO_TEST_CASE(what_is_logged_while_the_disk_is_busy_is_in_the_file_and_not_sent)
{
    held_flush disk;
    logger log(shared(), run, options());
    log.metric("loss", 0, 0);
    disk.wait_for_call();
    log_steps(log, 1, 5'000);
    BOOST_TEST(becomes([&] { return written() == 5'000u; }));
    log.param("lr", "0.1");
    BOOST_TEST(becomes([&] { return written() == 5'001u; }));
    BOOST_TEST(api->has_begun == 0u);
    disk.let_go();
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(5'000));
    BOOST_TEST(params().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_flush_makes_safe_what_was_written_before_it_alone)
{
    logging::series_table table;
    const logging::record record{.series = table.find_or_add("loss")};
    const auto writer = logging::journal_writer::open(path(), {.run_id = run}).value();
    BOOST_TEST(writer->append(std::span(&record, 1)).has_value());
    held_flush disk;
    bool is_flushed = false;
    std::jthread flushing([&] { is_flushed = writer->flush().has_value(); });
    disk.wait_for_call();
    BOOST_TEST(writer->append(std::span(&record, 1)).has_value());
    BOOST_TEST(written() == 2u);
    BOOST_TEST(!writer->restart().value());
    disk.let_go();
    flushing.join();
    BOOST_TEST(is_flushed);
    BOOST_TEST(writer->safe_part().number == 1u);
    BOOST_TEST(writer->safe_part().size < writer->size());
    BOOST_TEST(writer->restart().value());
}

BOOST_AUTO_TEST_CASE(a_long_journal_is_begun_anew_once_the_disk_is_free)
{
    auto options = this->options();
    options.journal_bytes = 1'000;
    held_flush disk;
    logger log(shared(), run, options);
    log_steps(log, 0, 100);
    BOOST_TEST(becomes([&] { return written() == 100u; }));
    disk.let_go();
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(becomes([&] { return fs::file_size(journal()) < options.journal_bytes; }));
    log_steps(log, 100, 200);
    BOOST_TEST(log.close(long_enough));
    BOOST_TEST(steps("loss") == counted(200));
}

BOOST_AUTO_TEST_CASE(a_flush_waits_for_a_busy_disk_no_longer_than_it_shall)
{
    held_flush disk;
    logger log(shared(), run, options());
    log_steps(log, 0, 10);
    BOOST_TEST(!log.flush(1ms));
    BOOST_TEST(written() == 10u);
    disk.let_go();
    BOOST_TEST(log.flush(long_enough));
}

BOOST_AUTO_TEST_CASE(a_flush_does_not_wait_for_the_interval)
{
    auto options = this->options();
    options.journal_interval = long_enough;
    options.batch_interval = long_enough;
    logger log(shared(), run, options);
    log_steps(log, 0, 10);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(log.flush_journal());
    log_steps(log, 10, 20);
    BOOST_TEST(log.flush_journal());
    BOOST_TEST(log.flush(long_enough)); // There is nothing for the disk to do.
    BOOST_TEST(steps("loss") == counted(20));
}

BOOST_AUTO_TEST_CASE(a_disk_that_refuses_in_the_end_is_reported_though_nobody_asks)
{
    told told;
    auto options = this->options();
    options.on_error = told.callback();
    held_flush disk;
    logger log(shared(), run, options);
    log_steps(log, 0, 10);
    disk.wait_for_call();
    {
        const test::flush_fault fault;
        disk.let_go();
        BOOST_TEST(becomes([&] { return told.count() != 0; }));
    }
    BOOST_TEST(told.says("cannot flush the journal '" + journal().string() + "': Input/output error"));
    log_steps(log, 10, 20);
    BOOST_TEST(becomes([&] { return steps("loss") == counted(20); }));
    BOOST_TEST(told.count() == 1u);
    BOOST_TEST(!log.flush_journal());
}

BOOST_AUTO_TEST_CASE(an_end_leaves_a_busy_disk_to_itself)
{
    told told;
    held_flush disk;
    {
        auto options = this->options();
        logger* known = nullptr;
        options.on_error = [&, tell = told.callback()](const error& what) {
            tell(what);
            BOOST_TEST(!known->close(long_enough)); // Its call does not wait for the one that waits for the disk.
        };
        logger log(shared(), run, options);
        known = &log;
        log_steps(log, 0, 10);
        BOOST_TEST(!log.close(1ms));
        BOOST_TEST(told.says("the disk takes too long for the journal '" + journal().string() + "'"));
        BOOST_TEST(!log.close(1ms));
    }
    BOOST_TEST(told.count() == 1u);
    BOOST_TEST(written() == 10u);
    BOOST_TEST((logging::sync(journal(), shared()).error().code == errc::resource_conflict));
    disk.let_go();
    BOOST_TEST(becomes([&] { return journal_file::open(journal(), journal_access::lock).has_value(); }));
    BOOST_TEST(logging::sync(journal(), shared()).value().sent == 10u);
    BOOST_TEST(steps("loss") == counted(10));
}

BOOST_AUTO_TEST_CASE(a_fork_waits_for_no_busy_disk)
{
    held_flush disk;
    logger log(shared(), run, options());
    log.metric("loss", 0, 0);
    disk.wait_for_call();
    const auto child = ::fork();
    if (child == 0) {
        log.metric("loss", 1, 1);
        const bool settled = log.flush(1ms) || log.flush_journal() || log.close(1ms);
        {
            const logger moved(std::move(log));
        }
        ::_exit(settled ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
    log.metric("loss", 1, 1);
    BOOST_TEST(becomes([&] { return written() == 2u; }));
    disk.let_go();
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(2));
}

BOOST_AUTO_TEST_SUITE_END()
