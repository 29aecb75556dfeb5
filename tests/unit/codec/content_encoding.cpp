#include <mltrack/codec/content_encoding.hpp>
#include <tests/deflated.hpp>

#include <boost/test/unit_test.hpp>

#include <random>
#include <zstd.h>

using namespace mltrack;
using test::deflated;
using test::gzip_form;

namespace {

constexpr std::uint64_t no_limit = 1 << 30;
constexpr int zlib_form = 15, raw_form = -15;

std::string by_zstd(const std::string& text, int level = 3)
{
    std::string out(ZSTD_compressBound(text.size()), '\0');
    const auto size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), level);
    BOOST_REQUIRE(!ZSTD_isError(size));
    out.resize(size);
    return out;
}

struct form
{
    const char* encoding;
    std::string (*encode)(const std::string&);
};

const form forms[] = {
    {"gzip", [](const std::string& text) { return deflated(text, gzip_form); }},
    {"x-gzip", [](const std::string& text) { return deflated(text, gzip_form); }},
    {"GZip", [](const std::string& text) { return deflated(text, gzip_form); }},
    {"deflate", [](const std::string& text) { return deflated(text, zlib_form); }},
    {"deflate", [](const std::string& text) { return deflated(text, raw_form); }},
    {"zstd", [](const std::string& text) { return by_zstd(text); }},
};

/// A text that does not get much shorter.
std::string noise(std::size_t bytes)
{
    std::mt19937 random(3);
    std::string text(bytes, '\0');
    for (char& each : text)
        each = static_cast<char>(random() % 64 + 32);
    return text;
}

errc code_of(std::string_view encoding, std::string body, std::uint64_t limit = no_limit)
{
    const auto decoded = codec::decode_content(encoding, std::move(body), limit);
    BOOST_REQUIRE(decoded.has_error());
    BOOST_TEST(!decoded.error().message.empty());
    return decoded.error().code;
}

} // namespace

BOOST_AUTO_TEST_SUITE(content_encoding)

BOOST_AUTO_TEST_CASE(bodies_come_back)
{
    for (const auto& text : {std::string(), std::string("{}"), noise(200'000), std::string(3'000'000, 'x')})
        for (const auto& each : forms)
            BOOST_TEST((codec::decode_content(each.encoding, each.encode(text), no_limit).value() == text),
                       each.encoding << " of " << text.size());
    BOOST_TEST(codec::decode_content("", "as it is", no_limit).value() == "as it is");
    BOOST_TEST(codec::decode_content("identity", "as it is", no_limit).value() == "as it is");
    BOOST_TEST(codec::decode_content("gzip", "", no_limit).value() == "");
}

BOOST_AUTO_TEST_CASE(encodes_as_others_say_that_they_read)
{
    using codec::body_encoding;
    for (const auto& [accepted, best] : {std::pair("", body_encoding::identity),
                                         {"br, deflate", body_encoding::identity},
                                         {"gzip", body_encoding::gzip},
                                         {" GZIP ; q=0.5", body_encoding::gzip},
                                         {"gzip;q=1.0, zstd ;q=0.1", body_encoding::zstd},
                                         {"gzip,zstd;q=0.000", body_encoding::gzip},
                                         {"gzip;q=0,", body_encoding::identity},
                                         {"gzippy", body_encoding::identity}})
        BOOST_TEST((codec::best_encoding(accepted) == best), accepted);
    for (const auto& text : {std::string(), std::string("{}"), noise(200'000), std::string(3'000'000, 'x')})
        for (const auto encoding : {body_encoding::identity, body_encoding::gzip, body_encoding::zstd}) {
            const auto body = codec::encode_content(encoding, text);
            BOOST_TEST((codec::decode_content(codec::name_of(encoding), body, no_limit).value() == text));
            BOOST_TEST((encoding == body_encoding::identity || body.size() < text.size() + 1'000));
        }
}

BOOST_AUTO_TEST_CASE(bodies_may_have_several_parts)
{
    BOOST_TEST(
        codec::decode_content("gzip", deflated("one ", gzip_form) + deflated("two", gzip_form), no_limit).value() ==
        "one two");
    BOOST_TEST(codec::decode_content("zstd", by_zstd("one ") + by_zstd("two"), no_limit).value() == "one two");
}

BOOST_AUTO_TEST_CASE(the_limit_is_that_of_the_decoded_body)
{
    for (const auto& each : forms) {
        const auto body = each.encode(std::string(1'000'000, 'x'));
        BOOST_TEST(body.size() < 10'000u);
        BOOST_TEST(codec::decode_content(each.encoding, body, 1'000'000).has_value());
        BOOST_TEST((code_of(each.encoding, body, 999'999) == errc::request_too_large), each.encoding);
        BOOST_TEST((code_of(each.encoding, body, 0) == errc::request_too_large), each.encoding);
    }
}

BOOST_AUTO_TEST_CASE(what_is_cut_short_changed_or_followed_by_more_is_malformed)
{
    for (const auto& each : forms) {
        const auto body = each.encode(noise(5'000));
        for (const std::size_t length : {std::size_t(1), body.size() / 2, body.size() - 1})
            BOOST_TEST((code_of(each.encoding, body.substr(0, length)) == errc::invalid_parameter_value),
                       each.encoding << " cut to " << length);
        BOOST_TEST((code_of(each.encoding, body + "more") == errc::invalid_parameter_value), each.encoding);
        BOOST_TEST((code_of(each.encoding, "{\"no\": \"encoding\"}") == errc::invalid_parameter_value), each.encoding);
    }
    auto changed = deflated(noise(5'000), gzip_form);
    changed[changed.size() - 5] ^= 1; // In its checksum.
    BOOST_TEST((code_of("gzip", changed) == errc::invalid_parameter_value));
}

BOOST_AUTO_TEST_CASE(a_window_that_needs_much_memory_is_refused)
{
    const auto body = by_zstd(noise(10 << 20), 22);
    BOOST_TEST((code_of("zstd", body) == errc::invalid_parameter_value));
    BOOST_TEST(codec::decode_content("zstd", by_zstd(noise(10 << 20), 19), no_limit).has_value());
}

BOOST_AUTO_TEST_CASE(encodings_that_are_not_read_are_known)
{
    for (const char* read : {"", "identity", "gzip", "x-gzip", "DEFLATE", "zstd"})
        BOOST_TEST(codec::reads_encoding(read), read);
    for (const char* unread : {"br", "gzip, zstd", "compress", "*", "gzip;q=1"})
        BOOST_TEST(!codec::reads_encoding(unread), unread);
}

BOOST_AUTO_TEST_SUITE_END()
