#include "plain_database.hpp"
#include <mltrack/store/sqlite/impl/kept_statements.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using mltrack::store::detail::kept_statement;
using mltrack::store::detail::kept_statements;

namespace {

struct fixture
{
    mltrack::test::plain_database database;
    kept_statements kept;

    fixture()
    {
        sqlite3* opened = nullptr;
        sqlite3_open(":memory:", &opened);
        database.reset(opened);
    }

    kept_statement& add(const std::string& sql)
    {
        sqlite3_stmt* statement = nullptr;
        BOOST_TEST_REQUIRE(sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
        return kept.add(decltype(kept_statement::prepared)(statement));
    }

    /// Uses a statement; whether there was one.
    bool use(const std::string& sql)
    {
        auto* const lent = kept.lend(sql);
        if (lent != nullptr)
            kept.give_back(*lent);
        return lent != nullptr;
    }
};

std::string text(std::size_t number)
{
    return "SELECT " + std::to_string(number);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(store_kept_statements, fixture)

BOOST_AUTO_TEST_CASE(a_statement_is_lent_to_one_at_a_time)
{
    BOOST_TEST(!use("SELECT 1"));
    auto& first = add("SELECT 1");
    BOOST_TEST(!use("SELECT 1"));
    auto& second = add("SELECT 1");
    BOOST_TEST((&second != &first));
    first.is_lent = false;
    BOOST_TEST((kept.lend("SELECT 1") == &first));
    BOOST_TEST((kept.lend("SELECT 1") == nullptr));
    second.is_lent = false;
    BOOST_TEST((kept.lend("SELECT 1") == &second));
    BOOST_TEST(!use("SELECT 2"));
}

BOOST_AUTO_TEST_CASE(the_one_that_was_not_used_for_the_longest_time_goes)
{
    for (std::size_t number = 0; number != kept_statements::most; ++number)
        add(text(number)).is_lent = false;
    BOOST_TEST(use(text(0)));
    for (std::size_t number = 1000; number != 1000 + kept_statements::most - 1; ++number)
        add(text(number)).is_lent = false;
    BOOST_TEST(use(text(0)));
    BOOST_TEST(!use(text(1)));
    BOOST_TEST(!use(text(kept_statements::most - 1)));
    BOOST_TEST(use(text(1000)));
}

BOOST_AUTO_TEST_CASE(those_in_use_stay)
{
    std::vector<kept_statement*> in_use;
    for (std::size_t number = 0; number != 2 * kept_statements::most; ++number)
        in_use.push_back(&add(text(number)));
    for (std::size_t number = 0; number != in_use.size(); ++number) {
        in_use[number]->is_lent = false;
        BOOST_TEST((kept.lend(text(number)) == in_use[number]), text(number));
    }
}

BOOST_AUTO_TEST_CASE(a_large_one_goes_when_it_is_given_back)
{
    const std::string large = "SELECT 1" + std::string(kept_statements::largest - 8, ' ');
    kept.give_back(add(large + ";"));
    BOOST_TEST(!use(large + ";"));
    kept.give_back(add(large.substr(0, large.size() - 1) + ";"));
    BOOST_TEST(use(large.substr(0, large.size() - 1) + ";"));
}

BOOST_AUTO_TEST_SUITE_END()
