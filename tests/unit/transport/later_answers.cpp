#include <tests/unit/transport/holding_handler.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <future>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// Requests that are handed over: their answers come later, from whichever thread.

using namespace mltrack;
using namespace mltrack::tests;

namespace {

std::string post(std::string_view target, std::string_view body, std::string_view more_headers = {})
{
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + std::string(more_headers) + "\r\n" + std::string(body);
}

std::string chunked_post(std::initializer_list<std::string> chunks)
{
    auto request = chunked(chunks);
    return request.replace(0, std::string_view("POST /").size(), "POST /now");
}

const std::string broken_chunk = "POST /now HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";

struct fixture
{
    holding_handler handler;
    std::unique_ptr<running_listener> server;

    explicit fixture(const transport::listen_options& options = {})
        : server(std::make_unique<running_listener>(handler, options))
    {
    }

    std::uint16_t port() const { return server->listener.port(); }

    void expect_service() const
    {
        BOOST_TEST(connection(port()).exchange(post("/now", "still here")).body() == "still here");
    }

    /// After each case: the listener ends, and nothing is left of what was handed over.
    void teardown()
    {
        server.reset();
        BOOST_TEST(handler.alive == 0);
    }
};

/// One whose listener does not wait for what is under way when it stops.
struct impatient : fixture
{
    impatient()
        : fixture({.shutdown_grace = std::chrono::milliseconds(1),
                   .abandoned = [this](std::size_t requests) { abandoned = requests; }})
    {
    }

    std::size_t abandoned = 0;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(later_answers, fixture)

BOOST_AUTO_TEST_CASE(takes_a_body_however_it_comes)
{
    connection client(port());
    BOOST_TEST(client.exchange(post("/now", "whole")).body() == "whole");
    BOOST_TEST(client.exchange(post("/now", "")).body() == "");
    BOOST_TEST(client.exchange("GET /now HTTP/1.1\r\nHost: a\r\n\r\n").body() == "");
    BOOST_TEST(client.exchange(chunked_post({"in", " chunks"})).body() == "in chunks");
    BOOST_TEST(client.exchange(chunked_post({})).body() == "");
    BOOST_TEST(client.exchange(post("/now", "the last")).keep_alive());
}

BOOST_AUTO_TEST_CASE(takes_a_body_in_pieces)
{
    connection client(port());
    const auto request = post("/now", "a body in pieces");
    const auto body = request.find("a body");
    client.send(std::string_view(request).substr(0, body + 3));
    handler.headed.acquire(); // So its first bytes have been read.
    client.send(std::string_view(request).substr(body + 3));
    BOOST_TEST(client.receive().body() == "a body in pieces");

    client.send(std::string_view(request).substr(0, body));
    handler.headed.acquire();
    client.send(std::string_view(request).substr(body));
    BOOST_TEST(client.receive().body() == "a body in pieces");
}

BOOST_AUTO_TEST_CASE(takes_a_body_larger_than_what_it_reads_at_a_time)
{
    handler.limit = 1 << 20;
    connection client(port());
    const std::string large(500'000, 'x');
    for (const auto* when : {"/now", "/thread", "/turn"})
        BOOST_TEST((client.exchange(post(when, large)).body() == large), when);
}

BOOST_AUTO_TEST_CASE(takes_a_body_up_to_its_limit)
{
    const std::string full(1000, 'x');
    for (const auto& request : {post("/turn", full), chunked_post({full.substr(1), "x"})})
        BOOST_TEST(connection(port()).exchange(request).body() == full);
    for (const auto& request : {post("/turn", full + 'x'), chunked_post({full, "x"})}) {
        connection client(port());
        const auto refusal = client.exchange(request);
        BOOST_TEST(refusal.result_int() == 413u);
        BOOST_TEST(refusal.body().starts_with("the request's: "));
        BOOST_TEST(refusal.body().find("1000") != std::string::npos);
        BOOST_TEST(refusal["Connection"] == "close");
        client.close_sending();
        BOOST_TEST(client.ended());
    }
}

BOOST_AUTO_TEST_CASE(has_the_request_word_why_its_body_is_malformed)
{
    connection client(port());
    const auto refusal = client.exchange(broken_chunk);
    BOOST_TEST(refusal.result_int() == 400u);
    BOOST_TEST(refusal.body().starts_with("the request's: "));
    BOOST_TEST(refusal["Connection"] == "close");
}

BOOST_AUTO_TEST_CASE(invites_a_body_that_waits)
{
    constexpr std::string_view expect = "Expect: 100-continue\r\n";
    connection client(port());
    const auto request = post("/turn", "body", expect);
    client.send(std::string_view(request).substr(0, request.size() - 4));
    BOOST_TEST(client.receive().result_int() == 100u);
    BOOST_TEST(client.exchange("body").body() == "body");

    BOOST_TEST(client.exchange(post("/turn", "", expect)).result_int() == 200u);

    const auto large = post("/turn", std::string(1001, 'x'), expect);
    client.send(std::string_view(large).substr(0, large.size() - 1001));
    BOOST_TEST(client.receive().result_int() == 413u);
}

BOOST_AUTO_TEST_CASE(answers_500_for_exceptions)
{
    handler.quick_bytes = 5;
    connection client(port());
    for (const auto* body : {"quick", "slower"}) {
        const auto failure = client.exchange(post("/throw", body));
        BOOST_TEST(failure.result_int() == 500u);
        BOOST_TEST(failure.body() == "the request's: no store");
        BOOST_TEST(failure.keep_alive());
    }
    BOOST_TEST(client.exchange(post("/now", "next")).body() == "next");
}

BOOST_AUTO_TEST_CASE(begins_with_a_large_body_on_another_thread)
{
    handler.quick_bytes = 10;
    connection client(port());
    BOOST_TEST(client.exchange(post("/turn", std::string(10, 'x'))).result_int() == 200u);
    BOOST_TEST(handler.began_on_the_thread_of_turns());
    BOOST_TEST(client.exchange(post("/turn", std::string(11, 'x'))).result_int() == 200u);
    BOOST_TEST(!handler.began_on_the_thread_of_turns());
}

BOOST_AUTO_TEST_CASE(takes_an_answer_from_any_thread)
{
    handler.quick_bytes = 5;
    connection client(port());
    for (const auto* body : {"quick", "slower"}) {
        BOOST_TEST(client.exchange(post("/thread", body)).body() == body);
        client.send(post("/hold", body));
        handler.held.acquire();
        handler.answer_held();
        BOOST_TEST(client.receive().body() == body);
    }
}

BOOST_AUTO_TEST_CASE(answers_what_came_together_in_one_turn)
{
    std::deque<connection> clients;
    for (int number = 0; number != 4; ++number)
        BOOST_TEST(clients.emplace_back(port()).exchange(post("/now", "")).result_int() == 200u); // It is accepted.
    clients[0].send(post("/block", "0"));
    handler.blocked.acquire();
    for (const int number : {1, 2, 3}) {
        clients[number].send(post("/turn", std::to_string(number)));
        clients[number].wait_until_received();
    }
    handler.may_begin.release();
    for (const int number : {0, 1, 2, 3})
        BOOST_TEST(clients[number].receive().body() == std::to_string(number));
    BOOST_TEST(handler.turns() == std::vector<std::size_t>{4}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(answers_pipelined_requests_in_their_order)
{
    connection client(port());
    client.send(post("/hold", "first") + post("/now", "second") + chunked_post({"th", "ird"}) + post("/turn", "last"));
    handler.headed.acquire();
    handler.held.acquire();
    BOOST_TEST(!handler.headed.try_acquire()); // The next one waits.
    handler.answer_held();
    for (const auto* expected : {"first", "second", "third", "last"})
        BOOST_TEST(client.receive().body() == expected);
}

BOOST_AUTO_TEST_CASE(bears_that_the_caller_goes_while_the_answer_waits)
{
    handler.limit = 32 << 20;
    std::optional<connection> client(port());
    client->send(post("/hold", std::string(16 << 20, 'x'))); // An answer that no buffer takes.
    handler.held.acquire();
    client.reset();
    handler.answer_held();
    expect_service();
}

BOOST_AUTO_TEST_CASE(bears_that_the_caller_goes_before_its_body_has_come)
{
    std::optional<connection> client(port());
    const auto request = post("/hold", "body");
    client->send(std::string_view(request).substr(0, request.size() - 1));
    handler.headed.acquire();
    client.reset();
    expect_service();
    BOOST_TEST(!handler.held.try_acquire());
}

BOOST_AUTO_TEST_CASE(finishes_what_waits_when_it_stops)
{
    connection idle(port());
    BOOST_TEST(idle.exchange(post("/now", "")).result_int() == 200u);
    connection waiting(port());
    waiting.send(post("/hold", "finished"));
    handler.held.acquire();
    server->listener.stop();
    BOOST_TEST(idle.ended()); // So the listener has begun to stop.
    BOOST_TEST(!handler.stopping.try_acquire());
    handler.answer_held();
    const auto answer = waiting.receive();
    BOOST_TEST(answer.result_int() == 200u);
    BOOST_TEST(answer.body() == "finished");
    BOOST_TEST(answer["Connection"] == "close");
    BOOST_TEST(waiting.ended());
    server->stop();
    server.reset();
    BOOST_TEST(handler.stopping.try_acquire());
    BOOST_TEST(!handler.stopping.try_acquire());
}

BOOST_FIXTURE_TEST_CASE(has_what_waits_answered_when_it_is_destroyed, impatient)
{
    std::deque<connection> clients;
    for (const auto* target : {"/hold", "/hold"}) {
        clients.emplace_back(port()).send(post(target, "never written"));
        handler.held.acquire();
    }
    server->stop(); // Returns though the answers are not there.
    BOOST_TEST(abandoned == 2u);
    BOOST_TEST(handler.alive == 2);
    BOOST_TEST(!handler.stopping.try_acquire());
    server.reset();
    BOOST_TEST(handler.stopping.try_acquire());
    BOOST_TEST(handler.alive == 0);
    for (auto& client : clients)
        BOOST_TEST(client.ended());
}

BOOST_FIXTURE_TEST_CASE(waits_for_what_begins_while_it_is_destroyed, impatient)
{
    handler.quick_bytes = 0;
    connection client(port());
    client.send(post("/block", "late"));
    handler.blocked.acquire();
    server->stop();
    auto destroyed = std::async(std::launch::async, [this] { server.reset(); });
    handler.stopping.acquire();
    handler.may_begin.release(); // It begins with a handler that has stopped, and is answered at once.
    destroyed.get();
    BOOST_TEST(handler.alive == 0);
    BOOST_TEST(client.ended());
}

BOOST_AUTO_TEST_SUITE_END()
