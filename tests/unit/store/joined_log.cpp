#include "fault_vfs.hpp"
#include "plain_database.hpp"
#include <mltrack/store/sqlite/impl/joined_log.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>

using mltrack::store::detail::joined_log;
using mltrack::test::fault;
using mltrack::test::file_operation;

namespace {

using database = mltrack::test::plain_database;

struct fixture
{
    mltrack::test::temporary_folder folder;
    mltrack::test::fault_vfs vfs;
    joined_log log;
    std::string file = (folder / "log.db").string();
    database writer = open(log.name());
    database reader = open(nullptr);

    fixture()
    {
        BOOST_TEST_REQUIRE(run("PRAGMA journal_mode = WAL") == SQLITE_OK);
        BOOST_TEST_REQUIRE(run("PRAGMA synchronous = FULL") == SQLITE_OK);
        BOOST_TEST_REQUIRE(run("PRAGMA wal_autocheckpoint = 0") == SQLITE_OK);
        BOOST_TEST_REQUIRE(run("CREATE TABLE t (text)") == SQLITE_OK);
    }

    database open(const char* vfs_name) const
    {
        sqlite3* opened = nullptr;
        BOOST_TEST_REQUIRE(
            sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, vfs_name) == SQLITE_OK);
        return database(opened);
    }

    int run(const std::string& sql) const { return sqlite3_exec(writer.get(), sql.c_str(), nullptr, nullptr, nullptr); }

    /// Adds rows of about a page each.
    int add(int rows) const
    {
        return run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(rows) +
                   ") INSERT INTO t SELECT hex(zeroblob(1900)) FROM n");
    }

    static std::string ask(const database& whom, const char* sql)
    {
        std::string answer;
        const auto keep = [](void* to, int, char** columns, char**) {
            *static_cast<std::string*>(to) += columns[0];
            return 0;
        };
        BOOST_TEST_REQUIRE(sqlite3_exec(whom.get(), sql, keep, &answer, nullptr) == SQLITE_OK);
        return answer;
    }

    /// What others see of the table, when the file is whole.
    std::string seen() const
    {
        BOOST_TEST(ask(reader, "PRAGMA integrity_check") == "ok");
        return ask(reader, "SELECT count(*) FROM t");
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_joined_log, fixture)

BOOST_AUTO_TEST_CASE(a_page_is_one_write)
{
    vfs.arm({file_operation::write, 16, SQLITE_IOERR_WRITE}); // Headers apart, ten pages would be twenty writes.
    BOOST_TEST(add(10) == SQLITE_OK);
    BOOST_TEST(!vfs.disarm());
    BOOST_TEST(seen() == "10");
}

BOOST_AUTO_TEST_CASE(a_write_that_fails_undoes_its_transaction_alone)
{
    BOOST_TEST(add(1) == SQLITE_OK);
    vfs.arm({file_operation::write, 1, SQLITE_FULL});
    BOOST_TEST(add(10) == SQLITE_FULL);
    BOOST_TEST(vfs.disarm());
    BOOST_TEST(seen() == "1");
    BOOST_TEST(add(2) == SQLITE_OK);
    BOOST_TEST(seen() == "3");
}

BOOST_AUTO_TEST_CASE(pages_that_leave_the_cache_early_are_read_back)
{
    BOOST_TEST(run("PRAGMA cache_size = 5") == SQLITE_OK);
    BOOST_TEST(run("BEGIN") == SQLITE_OK);
    BOOST_TEST(add(200) == SQLITE_OK);
    BOOST_TEST(ask(writer, "SELECT count(*) FROM t WHERE length(text) = 3800") == "200");
    BOOST_TEST(seen() == "0");
    BOOST_TEST(run("COMMIT") == SQLITE_OK);
    BOOST_TEST(seen() == "200");
}

BOOST_AUTO_TEST_CASE(what_is_rolled_back_leaves_nothing)
{
    BOOST_TEST(run("PRAGMA cache_size = 5") == SQLITE_OK);
    BOOST_TEST(run("BEGIN") == SQLITE_OK);
    BOOST_TEST(add(200) == SQLITE_OK);
    BOOST_TEST(run("ROLLBACK") == SQLITE_OK);
    BOOST_TEST(add(3) == SQLITE_OK);
    BOOST_TEST(seen() == "3");
    reader.reset();
    writer.reset();
    reader = open(nullptr);
    BOOST_TEST(seen() == "3");
}

BOOST_AUTO_TEST_CASE(what_is_rolled_back_is_not_written_over_what_others_commit)
{
    BOOST_TEST(add(50) == SQLITE_OK);
    BOOST_TEST(run("PRAGMA cache_size = 5") == SQLITE_OK);
    BOOST_TEST(run("BEGIN IMMEDIATE") == SQLITE_OK);
    BOOST_TEST(run("UPDATE t SET text = hex(zeroblob(1800))") == SQLITE_OK);
    BOOST_TEST(run("ROLLBACK") == SQLITE_OK);
    for (int number = 0; number != 3; ++number)
        ask(reader, "INSERT INTO t VALUES (hex(zeroblob(1900)))");
    BOOST_TEST(ask(writer, "SELECT count(*) FROM t") == "53");
    BOOST_TEST(add(1) == SQLITE_OK);
    BOOST_TEST(seen() == "54");
}

BOOST_AUTO_TEST_CASE(a_disk_that_is_full_for_a_moment_leaves_no_hole)
{
    for (int number = 1; number < 60; number += 7) {
        BOOST_TEST(run("DELETE FROM t") == SQLITE_OK);
        BOOST_TEST(run("PRAGMA cache_size = 5") == SQLITE_OK);
        BOOST_TEST(run("BEGIN IMMEDIATE") == SQLITE_OK);
        BOOST_TEST(add(20) == SQLITE_OK);
        vfs.arm({file_operation::write, number, SQLITE_FULL});
        add(20);
        run("UPDATE t SET text = hex(zeroblob(1800))");
        vfs.disarm();
        const bool is_undone = sqlite3_get_autocommit(writer.get()) != 0;
        const auto rows = ask(writer, "SELECT count(*) FROM t");
        BOOST_TEST((is_undone || run("COMMIT") == SQLITE_OK));
        BOOST_TEST(seen() == rows);
    }
}

BOOST_AUTO_TEST_SUITE_END()
