#include "plain_database.hpp"
#include <mltrack/store/sqlite/impl/checkpointer.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <string>

using mltrack::store::detail::checkpointer;

namespace {

using database = mltrack::test::plain_database;

struct fixture
{
    mltrack::test::temporary_folder folder;
    std::string file = (folder / "log.db").string();
    database writer = open();
    checkpointer log{file, {.log_pages = 40, .rest_pages = 20, .retry_pages = 30}};

    fixture()
    {
        run(writer, "PRAGMA journal_mode = WAL");
        log.watch(writer.get());
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
