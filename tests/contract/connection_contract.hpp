#pragma once

#include <mltrack/client.hpp>
#include <tests/unit/client/scripted_server.hpp>
#include <tests/ways/ways.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <semaphore>

/// @file
/// What a client's connections do, whichever way leads to the server: they are used again and replaced, failures are
/// repeated, time-outs and cancellation end requests.

namespace mltrack::test::connection_contract {

using namespace std::chrono_literals;
using answer = scripted_server::answer;
using received = scripted_server::received;

inline const std::string created = scripted_server::reply(200, R"({"experiment_id": "7"})");

/// A server that says what the test tells it, and a client at the other end of a way.
template <class Way>
struct talking
{
    explicit talking(scripted_server::script script, client_options options = {})
        : server(std::move(script)), way(server.port()), client(way.url, with_way(std::move(options)))
    {
    }

    void create() { BOOST_TEST(client.create_experiment({.name = "e"}).experiment_id.value == "7"); }

    error failure()
    {
        const auto outcome = client.template try_call<schema::create_experiment>({.name = "e"});
        BOOST_TEST_REQUIRE(outcome.has_error());
        return outcome.error();
    }

    void check_failure(errc code, std::string_view part)
    {
        const auto given = failure();
        BOOST_TEST(describe(given.code).name == describe(code).name);
        BOOST_TEST(given.message.find(part) != std::string::npos, given.message);
    }

    client_options with_way(client_options options) const
    {
        options.tls = way.options.tls;
        options.proxies = way.options.proxies;
        return options;
    }

    scripted_server server;
    Way way;
    mltrack::client<> client;
};

template <class Way>
void connections_are_used_again()
{
    talking<Way> at([](const received&) { return answer{created}; });
    for (int time = 0; time != 5; ++time)
        at.create();
    if constexpr (requires { at.way.proxy; })
        BOOST_TEST(at.way.proxy.connections() == 1);
    if constexpr (requires { at.way.relay; })
        BOOST_TEST(at.way.relay.connections() == 1);
    BOOST_TEST(at.server.requests().size() == 5u);
}

template <class Way>
void a_stale_connection_is_replaced_without_counting()
{
    talking<Way> at([](const received& each) { return each.number == 1 ? answer{"", true} : answer{created}; },
                    {.max_retries = 0});
    at.create();
    at.create();
    BOOST_TEST(at.server.requests().size() == 3u);
}

template <class Way>
void a_new_connection_that_breaks_counts()
{
    talking<Way> at([](const received&) { return answer{"", true}; }, {.max_retries = 1});
    at.check_failure(errc::temporarily_unavailable, "Lost the connection to " + at.way.url);
    BOOST_TEST(at.server.requests().size() == 2u);
}

template <class Way>
void passing_failures_are_repeated()
{
    talking<Way> at(
        [](const received& each) {
            return each.number < 2 ? answer{scripted_server::reply(503, "", "Retry-After: 0\r\n")} : answer{created};
        },
        {.backoff_base = 1h});
    at.create();
    BOOST_TEST(at.server.requests().size() == 3u);
    BOOST_TEST(at.server.requests()[0].body == at.server.requests()[2].body);
}

template <class Way>
void an_answer_cut_short_is_no_answer()
{
    talking<Way> at(
        [](const received& each) {
            return each.number == 0 ? answer{"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"exper", true}
                                    : answer{created};
        },
        {.backoff_base = 1h});
    at.create();
    BOOST_TEST(at.server.requests().size() == 2u);
}

template <class Way>
void a_silent_server_times_out()
{
    talking<Way> at([](const received&) { return answer{}; }, {.request_timeout = 50ms, .max_retries = 0});
    at.check_failure(errc::temporarily_unavailable, at.way.url + " did not answer within 50 ms");
}

template <class Way>
void half_an_answer_times_out()
{
    talking<Way> at([](const received&) { return answer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"}; },
                    {.request_timeout = 50ms, .max_retries = 0});
    at.check_failure(errc::temporarily_unavailable, "did not answer within");
}

template <class Way>
void a_request_is_cancelled()
{
    std::binary_semaphore asked(0);
    talking<Way> at([&](const received& each) {
        if (each.number == 0)
            asked.release();
        return each.number == 0 ? answer{} : answer{created};
    });
    boost::asio::cancellation_signal cancel;
    std::promise<errc> code;
    at.client.template async_call<schema::create_experiment>(
        {.name = "e"},
        boost::asio::bind_cancellation_slot(cancel.slot(), [&](result<schema::create_experiment::response> outcome) {
            code.set_value(outcome.error().code);
        }));
    asked.acquire();
    cancel.emit(boost::asio::cancellation_type::terminal);
    BOOST_TEST(describe(code.get_future().get()).name == "CANCELLED");
    at.create();
}

template <class Way>
void large_bodies_go_both_ways()
{
    const std::string large(3'000'000, 'x');
    talking<Way> at([&](const received&) {
        return answer{scripted_server::reply(200, R"({"experiment_id": "7", "more": ")" + large + "\"}")};
    });
    at.client.set_tag({.run_id = "r", .key = "k", .value = large});
    BOOST_TEST(at.server.requests().at(0).body.find(large) != std::string::npos);
    at.create();
}

template <class Way>
void more_calls_than_connections_wait_for_their_turn()
{
    talking<Way> at([](const received&) { return answer{created}; }, {.max_connections = 2});
    std::vector<std::future<void>> calls;
    for (int number = 0; number != 12; ++number)
        calls.push_back(std::async(std::launch::async, [&] { at.client.create_experiment({.name = "e"}); }));
    for (auto& each : calls)
        each.get();
    BOOST_TEST(at.server.requests().size() == 12u);
}

} // namespace mltrack::test::connection_contract

/// Every case of the contract, over a way.
#define MLTRACK_CONNECTION_CONTRACT(way)                                                                               \
    MLTRACK_CONNECTION_CASE(way, connections_are_used_again)                                                           \
    MLTRACK_CONNECTION_CASE(way, a_stale_connection_is_replaced_without_counting)                                      \
    MLTRACK_CONNECTION_CASE(way, a_new_connection_that_breaks_counts)                                                  \
    MLTRACK_CONNECTION_CASE(way, passing_failures_are_repeated)                                                        \
    MLTRACK_CONNECTION_CASE(way, an_answer_cut_short_is_no_answer)                                                     \
    MLTRACK_CONNECTION_CASE(way, a_silent_server_times_out)                                                            \
    MLTRACK_CONNECTION_CASE(way, half_an_answer_times_out)                                                             \
    MLTRACK_CONNECTION_CASE(way, a_request_is_cancelled)                                                               \
    MLTRACK_CONNECTION_CASE(way, large_bodies_go_both_ways)                                                            \
    MLTRACK_CONNECTION_CASE(way, more_calls_than_connections_wait_for_their_turn)

#define MLTRACK_CONNECTION_CASE(way, name)                                                                             \
    BOOST_AUTO_TEST_CASE(name)                                                                                         \
    {                                                                                                                  \
        ::mltrack::test::connection_contract::name<::mltrack::test::way>();                                            \
    }
