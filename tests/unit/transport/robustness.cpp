#include <mltrack/transport/descriptor_limit.hpp>
#include <tests/unit/transport/loopback.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

using namespace mltrack;
using namespace mltrack::tests;

namespace {

transport::plan hello(const transport::request_head&)
{
    return text_reply("hello");
}

constexpr std::string_view get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

/// The soft limit of descriptors, put back at the end.
struct soft_limit
{
    soft_limit() { ::getrlimit(RLIMIT_NOFILE, &before); }
    ~soft_limit() { ::setrlimit(RLIMIT_NOFILE, &before); }

    static void set(rlim_t soft)
    {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = soft;
        BOOST_REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
    }

    rlimit before{};
};

} // namespace

BOOST_AUTO_TEST_SUITE(robustness)

BOOST_AUTO_TEST_CASE(cuts_a_header_that_comes_byte_by_byte)
{
    function_handler handler(hello);
    running_listener server(handler, {.header_timeout = std::chrono::milliseconds(100)});
    connection slow(server.listener.port());
    connection other(server.listener.port());
    slow.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
    // Another client's requests set the pace; they are answered all the while. Bytes that come do not earn the slow one
    // more time: without that it would go on to the header's longest.
    std::size_t sent = 0;
    for (bool open = true; open && sent != 60'000; ++sent) {
        try {
            slow.send("x");
        } catch (const boost::system::system_error&) {
            open = false;
        }
        BOOST_REQUIRE(other.exchange(get).body() == "hello");
    }
    BOOST_TEST(sent < 60'000u);
    BOOST_TEST(slow.ended());
}

BOOST_AUTO_TEST_CASE(refuses_header_bombs)
{
    function_handler handler(hello);
    running_listener server(handler);
    std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
    for (int field = 0; field != 10'000; ++field)
        many += "X-" + std::to_string(field) + ": y\r\n";
    for (const auto& bomb : {many + "\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(1 << 20, 'x') + "\r\n\r\n",
                             "GET /" + std::string(1 << 20, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"}) {
        connection client(server.listener.port());
        BOOST_TEST(client.exchange(bomb).result_int() == 431u);
        client.close_sending();
        BOOST_TEST(client.ended());
    }
    BOOST_TEST(connection(server.listener.port()).exchange(get).body() == "hello");
}

BOOST_AUTO_TEST_CASE(raises_its_limit_of_descriptors)
{
    const soft_limit limit;
    BOOST_REQUIRE(limit.before.rlim_max > 400);
    soft_limit::set(300);
    BOOST_TEST(transport::raise_descriptor_limit(200) == 300u);
    BOOST_TEST(transport::raise_descriptor_limit(400) == 400u);
    soft_limit::set(300);
    function_handler handler(hello);
    running_listener server(handler, {.max_connections = 100});
    rlimit raised{};
    ::getrlimit(RLIMIT_NOFILE, &raised);
    BOOST_TEST(raised.rlim_cur == 100 + transport::other_descriptors);
    BOOST_TEST(transport::raise_descriptor_limit(SIZE_MAX) == limit.before.rlim_max);
}

BOOST_AUTO_TEST_SUITE_END()
