#include <mltrack/codec/secrets.hpp>

#include <boost/test/unit_test.hpp>

#include <utility>

using namespace mltrack;

BOOST_AUTO_TEST_SUITE(codec_secrets)

BOOST_AUTO_TEST_CASE(neither_passwords_nor_signatures_are_shown)
{
    for (const auto& [uri, shown] : {std::pair("http://host:5000/a", "http://host:5000/a"),
                                     {"http://user:pass@host/a", "http://host/a"},
                                     {"http://user:pa/ss@host/a", "http://host/a"},
                                     {"https://bucket.example/part?X-Amz-Signature=abc", "https://bucket.example/part"},
                                     {"http://user:pa?ss@host/a", "http://…"},
                                     {"http://user:pa?ss@host/a?signature=b@c", "http://…"},
                                     {"https://user:pass@host/a?signature=b", "https://host/a"},
                                     {"/bucket/part?signature=b@c", "/bucket/part"}})
        BOOST_TEST(codec::without_secrets(uri) == shown);
}

BOOST_AUTO_TEST_SUITE_END()
