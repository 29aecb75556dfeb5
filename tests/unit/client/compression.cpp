#include <mltrack/client/client.hpp>
#include <mltrack/codec/content_encoding.hpp>
#include <mltrack/transport/in_process_exchange.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;

namespace {

/// A server that notes how bodies come, and says how it reads them.
struct noting_handler final : transport::handler
{
    transport::plan begin(transport::request_head head) override
    {
        return transport::take_body{1 << 20, [this, head](std::string body) {
                                        transport::reply reply;
                                        encodings.emplace_back(head.headers["Content-Encoding"]);
                                        bodies.push_back(std::move(body));
                                        reply.status = refuses && !encodings.back().empty() ? 415 : 200;
                                        reply.body = "{}";
                                        if (!accepted.empty())
                                            reply.headers.push_back({"Accept-Encoding", accepted});
                                        return reply;
                                    }};
    }

    std::string accepted;
    bool refuses = false;
    std::vector<std::string> encodings;
    std::vector<std::string> bodies;
};

schema::set_tag::request tag_of(std::size_t length)
{
    return {.run_id = "r", .key = "k", .value = std::string(length, 'x')};
}

struct fixture
{
    noting_handler handler;
    mltrack::client<transport::in_process> client{handler};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_compression, fixture)

BOOST_AUTO_TEST_CASE(compresses_long_bodies_once_the_server_says_that_it_reads_them)
{
    for (const auto& [accepted, encoding] :
         {std::pair("", ""), {"br", ""}, {"gzip", "gzip"}, {"gzip;q=0.5, zstd", "zstd"}, {"zstd;q=0, gzip", "gzip"}}) {
        handler.encodings.clear();
        handler.accepted = accepted;
        client.set_tag(tag_of(5'000));
        client.set_tag(tag_of(5'000));
        client.set_tag(tag_of(100));
        BOOST_TEST(handler.encodings.at(1) == encoding);
        BOOST_TEST(handler.encodings.at(2).empty());
        const auto plain = codec::decode_content(encoding, handler.bodies.at(handler.bodies.size() - 2), 1 << 20);
        BOOST_TEST(plain->find(std::string(5'000, 'x')) != std::string::npos);
        handler.accepted = "identity"; // What was said last counts.
        client.set_tag(tag_of(1));
    }
}

BOOST_AUTO_TEST_CASE(sends_a_body_as_it_is_where_it_is_not_read_after_all)
{
    handler.accepted = "zstd";
    client.set_tag(tag_of(1));
    handler.accepted.clear();
    handler.refuses = true;
    client.set_tag(tag_of(5'000));
    client.set_tag(tag_of(5'000));
    BOOST_TEST((handler.encodings == std::vector<std::string>{"", "zstd", "", ""}));
}

BOOST_AUTO_TEST_CASE(compresses_nothing_when_it_shall_not)
{
    mltrack::client<transport::in_process> plain(handler, {.compress_from = 0});
    handler.accepted = "zstd";
    plain.set_tag(tag_of(5'000));
    plain.set_tag(tag_of(5'000));
    BOOST_TEST((handler.encodings == std::vector<std::string>{"", ""}));
}

BOOST_AUTO_TEST_SUITE_END()
