#include <mltrack/transport/descriptor_limit.hpp>
#include <tests/unit/transport/holding_handler.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <string>
#include <sys/resource.h>
#include <thread>

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

namespace {

/// A POST whose body is so long, cut off after `sent` bytes of it.
std::string post(std::size_t length, std::size_t sent, const std::string& target = "/")
{
    return "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" +
           std::string(sent, 'b');
}

std::string post(std::size_t length)
{
    return post(length, length);
}

/// A listener with little memory for bodies, whose handler tells how long they are.
struct little_memory
{
    static constexpr std::size_t bytes = 100'000;
    static constexpr std::size_t longest = bytes + (16 << 10) - 1;

    function_handler handler{[](const transport::request_head&) {
        return transport::take_body{UINT64_MAX,
                                    [](const std::string& body) { return text_reply(std::to_string(body.size())); }};
    }};
    running_listener server{handler, {.max_body_memory = bytes}};

    connection connect() { return connection(server.listener.port()); }

    /// Sends a request with 80,000 bytes of a longer body, which the server holds then.
    void hold(connection& by, const std::string& request) const
    {
        by.send(request);
        while (server.load.body_bytes < 80'000 - (16 << 10))
            std::this_thread::yield();
    }
};

} // namespace

BOOST_AUTO_TEST_CASE(bodies_share_their_memory)
{
    little_memory at;
    auto holding = at.connect();
    at.hold(holding, post(90'000, 80'000));
    for (const auto& refused : {post(50'000), chunked({std::string(50'000, 'c')}), post(50'000, 0)}) {
        const auto answer = at.connect().exchange(refused);
        BOOST_TEST_REQUIRE(answer.result_int() == 429u);
        BOOST_TEST(answer.body().find("100000 bytes that this server has for them (--max-body-memory") !=
                   std::string::npos);
    }
    BOOST_TEST(at.connect().exchange(post(16 << 10)).body() == "16384"); // What is short needs none.
    BOOST_TEST(holding.exchange(std::string(10'000, 'b')).body() == "90000");
    BOOST_TEST(at.server.load.body_bytes == 0);
    BOOST_TEST(at.connect().exchange(post(50'000)).body() == "50000");
}

BOOST_AUTO_TEST_CASE(memory_of_bodies_is_free_again_when_their_connection_ends)
{
    little_memory at;
    auto holding = at.connect();
    at.hold(holding, chunked({std::string(90'000, 'c')}).substr(0, 80'500));
    holding.reset();
    while (at.server.load.body_bytes != 0)
        std::this_thread::yield();
    BOOST_TEST(at.connect().exchange(post(90'000)).body() == "90000");
}

BOOST_AUTO_TEST_CASE(a_body_that_can_never_have_room_is_too_long)
{
    little_memory at;
    for (const auto& longest : {post(at.longest), chunked({std::string(at.longest, 'c')})})
        BOOST_TEST(at.connect().exchange(longest).body() == std::to_string(at.longest));
    for (const auto& longer : {post(at.longest + 1, 0), chunked({std::string(at.longest + 1, 'c')})})
        BOOST_TEST(at.connect().exchange(longer).result_int() == 413u);
    BOOST_TEST(at.server.load.body_bytes == 0);
}

BOOST_AUTO_TEST_CASE(a_request_that_waits_for_its_answer_has_given_its_memory_back)
{
    holding_handler handler;
    handler.limit = 100'000;
    handler.quick_bytes = 0;
    running_listener server(handler);
    connection waiting(server.listener.port());
    connection beginning(server.listener.port());
    waiting.send(post(50'000, 50'000, "/hold"));
    handler.held.acquire();
    beginning.send(post(70'000, 70'000, "/block"));
    handler.blocked.acquire();
    while (server.load.body_bytes != 70'000 - (16 << 10))
        std::this_thread::yield();
    handler.may_begin.release();
    BOOST_TEST(beginning.receive().body().size() == 70'000u);
    BOOST_TEST(server.load.body_bytes == 0);
    handler.answer_held();
    BOOST_TEST(waiting.receive().body().size() == 50'000u);
}

BOOST_AUTO_TEST_SUITE_END()
