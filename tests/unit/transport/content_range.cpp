#include <mltrack/transport/exchange/impl/content_range.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;

BOOST_AUTO_TEST_SUITE(transport_content_range)

BOOST_AUTO_TEST_CASE(a_range_is_read)
{
    const auto read = transport::detail::parse_content_range("bytes 5-9/10");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->first == 5u);
    BOOST_TEST(read->last == 9u);
    BOOST_TEST(read->total == 10u);
}

BOOST_AUTO_TEST_CASE(all_else_is_none)
{
    for (const auto text : {"", "bytes", "bytes */10", "bytes 5-9/*", "bytes 9-5/10", "bytes 5-10/10", "bytes 5-9/10 ",
                            "items 5-9/10", "bytes -9/10", "bytes 5-9", "bytes 5-99999999999999999999/10"})
        BOOST_TEST(!transport::detail::parse_content_range(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()
