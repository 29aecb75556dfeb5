#include "plain_database.hpp"
#include <mltrack/store/sqlite/impl/checkpointer.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <semaphore>
#include <string>
#include <thread>

using mltrack::store::detail::checkpointer;

namespace {

using database = mltrack::test::plain_database;

struct fixture
{
    mltrack::test::temporary_folder folder;
    std::string file = (folder / "log.db").string();
    database writer = open();
    checkpointer log{file, {.log_pages = 40, .rest_pages = 20, .retry_pages = 30, .long_pages = 200}};

    fixture()
    {
        run(writer, "PRAGMA journal_mode = WAL");
        log.watch(writer.get(), std::chrono::milliseconds(0));
        run(writer, "CREATE TABLE t (text)");
    }

    database open() const
    {
        sqlite3* opened = nullptr;
        BOOST_TEST_REQUIRE(sqlite3_open(file.c_str(), &opened) == SQLITE_OK);
        return database(opened);
    }

    static void run(const database& on, const std::string& sql)
    {
        BOOST_TEST_REQUIRE(sqlite3_exec(on.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    }

    /// Commits a transaction of some pages, and lets the passes end that it has begun.
    void commit()
    {
        run(writer, "INSERT INTO t VALUES (hex(randomblob(6000)))");
        log.wait();
    }

    std::uintmax_t log_bytes() const { return std::filesystem::file_size(file + "-wal"); }
};

constexpr std::uintmax_t page_bytes = 4096 + 24;

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_checkpointer, fixture)

BOOST_AUTO_TEST_CASE(the_log_stays_small_while_somebody_writes)
{
    for (int number = 0; number != 200; ++number)
        commit();
    BOOST_TEST(log_bytes() >= 40 * page_bytes);
    BOOST_TEST(log_bytes() <= 80 * page_bytes);
}

BOOST_AUTO_TEST_CASE(a_reader_holds_the_log_only_as_long_as_it_reads)
{
    const auto reader = open();
    run(reader, "BEGIN; SELECT count(*) FROM t");
    for (int number = 0; number != 100; ++number)
        commit();
    const auto held = log_bytes();
    BOOST_TEST(held > 200 * page_bytes);
    run(reader, "COMMIT");
    for (int number = 0; number != 100; ++number)
        commit();
    BOOST_TEST(log_bytes() <= held + 80 * page_bytes); // It is written anew from its beginning, and never cut.
}

BOOST_AUTO_TEST_CASE(readers_that_take_turns_hold_the_log_for_some_time_only)
{
    std::binary_semaphore first(1), second(0);
    std::atomic<bool> is_written = false;
    std::atomic<int> failures = 0;
    // Begins to read while the other one does, which then ends.
    const auto take_turns = [&](const database& reader, std::binary_semaphore& own, std::binary_semaphore& other) {
        own.acquire();
        while (!is_written) {
            for (const auto* sql : {"BEGIN", "SELECT text FROM t LIMIT 1"})
                failures += sqlite3_exec(reader.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK;
            other.release();
            own.acquire();
            failures += sqlite3_exec(reader.get(), "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK;
        }
        other.release();
    };
    {
        const auto readers = std::array{open(), open()};
        const std::jthread one(take_turns, std::ref(readers[0]), std::ref(first), std::ref(second));
        const std::jthread other(take_turns, std::ref(readers[1]), std::ref(second), std::ref(first));
        for (int number = 0; number != 1'000; ++number)
            commit();
        is_written = true;
    }
    BOOST_TEST(failures == 0);
    BOOST_TEST(log_bytes() <= 1'000 * page_bytes); // More than 4,000 were written.
}

BOOST_AUTO_TEST_CASE(a_log_is_looked_after_once_a_long_one_was_begun_anew)
{
    checkpointer other(file, {.log_pages = 100, .rest_pages = 20, .retry_pages = 10'000, .long_pages = 100});
    other.watch(writer.get(), std::chrono::milliseconds(0));
    for (int number = 0; number != 300; ++number) {
        commit();
        other.wait();
    }
    BOOST_TEST(log_bytes() <= 120 * page_bytes); // More than 1,200 were written.
}

BOOST_AUTO_TEST_CASE(all_is_there_after_a_copy_of_file_and_log)
{
    for (int number = 0; number != 77; ++number)
        commit();
    for (const auto* part : {"", "-wal"})
        std::filesystem::copy_file(file + part, folder / (std::string("copy.db") + part));
    file = (folder / "copy.db").string();
    const auto copy = open();
    run(copy, "CREATE TEMP TABLE expected (n CHECK (n = 77)); INSERT INTO expected SELECT count(*) FROM t");
}

BOOST_AUTO_TEST_SUITE_END()
