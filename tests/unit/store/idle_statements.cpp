#include <mltrack/store/sqlite/impl/idle_statements.hpp>

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

using mltrack::store::detail::idle_statements;
using mltrack::store::detail::statement_handle;

namespace {

struct fixture
{
    struct close
    {
        void operator()(sqlite3* each) const { sqlite3_close_v2(each); }
    };
    std::unique_ptr<sqlite3, close> database;
    idle_statements idle;

    fixture()
    {
        sqlite3* opened = nullptr;
        sqlite3_open(":memory:", &opened);
        database.reset(opened);
    }

    statement_handle prepare(const std::string& sql) const
    {
        sqlite3_stmt* statement = nullptr;
        BOOST_TEST_REQUIRE(sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
        return statement_handle(statement);
    }

    bool takes(const std::string& sql) { return statement_handle(idle.take(sql)) != nullptr; }
};

std::string text(std::size_t number)
{
    return "SELECT " + std::to_string(number);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_idle_statements, fixture)

BOOST_AUTO_TEST_CASE(a_statement_is_taken_once)
{
    BOOST_TEST(!takes("SELECT 1"));
    auto first = prepare("SELECT 1");
    auto* const kept = first.get();
    idle.keep(std::move(first));
    idle.keep(prepare("SELECT 2"));
    const statement_handle taken(idle.take("SELECT 1"));
    BOOST_TEST((taken.get() == kept));
    BOOST_TEST(!takes("SELECT 1"));
    idle.keep(prepare("SELECT 2"));
    BOOST_TEST(takes("SELECT 2"));
    BOOST_TEST(takes("SELECT 2"));
    BOOST_TEST(!takes("SELECT 2"));
}

BOOST_AUTO_TEST_CASE(the_one_that_is_idle_for_longest_goes)
{
    for (std::size_t number = 0; number != idle_statements::most; ++number)
        idle.keep(prepare(text(number)));
    idle.keep(statement_handle(idle.take(text(0))));
    for (std::size_t number = 1000; number != 1000 + idle_statements::most - 1; ++number)
        idle.keep(prepare(text(number)));
    BOOST_TEST(takes(text(0)));
    BOOST_TEST(!takes(text(1)));
    BOOST_TEST(!takes(text(idle_statements::most - 1)));
    BOOST_TEST(takes(text(1000)));
}

BOOST_AUTO_TEST_SUITE_END()
