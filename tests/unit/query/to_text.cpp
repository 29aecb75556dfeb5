#include "tests/contract/store/random_search.hpp"
#include <mltrack/query/to_text.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;

BOOST_AUTO_TEST_SUITE(query_to_text)

BOOST_AUTO_TEST_CASE(random_trees_are_written_and_read_back)
{
    test::store_contract::search_generator random(7);
    for (int round = 0; round != 2000; ++round) {
        const auto filter = random.filter(5);
        const auto tree = query::parse_run_filter(filter.text);
        BOOST_TEST_REQUIRE(tree.has_value(), filter.text);
        const auto text = query::to_text(*tree);
        BOOST_TEST_REQUIRE(text.has_value(), filter.text);
        const auto again = query::parse_run_filter(*text);
        BOOST_TEST_REQUIRE(again.has_value(), *text);
        BOOST_TEST((*again == *tree), filter.text << " became " << *text);
        BOOST_TEST(query::to_text(*again).value() == *text);
    }
}

BOOST_AUTO_TEST_SUITE_END()
