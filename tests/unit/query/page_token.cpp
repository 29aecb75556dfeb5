#include <mltrack/codec/base64.hpp>
#include <mltrack/query/page_token.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace mltrack;

BOOST_AUTO_TEST_SUITE(query_page_token)

BOOST_AUTO_TEST_CASE(is_the_token_of_mlflow)
{
    BOOST_TEST(query::encode_page_token(1000) == "eyJvZmZzZXQiOiAxMDAwfQ==");
    BOOST_TEST(query::decode_page_token("eyJvZmZzZXQiOiAxMDAwfQ==").value() == 1000);
}

BOOST_AUTO_TEST_CASE(base64_round_trips)
{
    const std::string bytes("\x00\xFF mltrack\n\x80", 12);
    for (std::size_t size = 0; size <= bytes.size(); ++size)
        BOOST_TEST(codec::decode_base64(codec::encode_base64(bytes.substr(0, size))).value() == bytes.substr(0, size));
    BOOST_TEST(codec::encode_base64("M") == "TQ==");
    BOOST_TEST(codec::encode_base64("Ma") == "TWE=");
    BOOST_TEST(codec::encode_base64("Man") == "TWFu");
    for (const auto* wrong : {"T", "TQ", "TQ=", "TQ===", "T===", "TQ==TQ==", "=TQ=", "TQ= =", "T-Q=", "===="})
        BOOST_TEST(!codec::decode_base64(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(offsets_are_read_as_mlflow_does)
{
    const auto offset = [](std::string_view json) { return query::decode_page_token(codec::encode_base64(json)); };
    BOOST_TEST(query::decode_page_token("").value() == 0);
    BOOST_TEST(offset(R"({"offset":5})").value() == 5);
    BOOST_TEST(offset(R"({"offset": "5", "more": []})").value() == 5);
    BOOST_TEST(offset(R"({"offset": 2.7})").value() == 2);
    BOOST_TEST(offset(R"({"offset": -3})").value() == 0);
    for (const auto* wrong : {"{}", "[]", "5", "null", "{\"offset\": 0}", "{\"offset\": \"x\"}", "{\"offset\": null}",
                              "{\"offset\": \"2.7\"}", "{\"offset\": []}", "{\"offset\": 1e300}", "offset"}) {
        const auto decoded = offset(wrong);
        BOOST_TEST_REQUIRE(decoded.has_error(), wrong);
        BOOST_TEST(int(decoded.error().code) == int(errc::invalid_parameter_value));
    }
    std::string umlauts = "%";
    for (int each = 0; each != 100; ++each)
        umlauts += "\xC3\xBC";
    BOOST_TEST(schema::is_utf8(query::decode_page_token(umlauts).error().message));
    BOOST_TEST(query::decode_page_token("%%%").error().message.find("%%%") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
