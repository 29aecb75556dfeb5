#include <tests/unit/server/faulty_server.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <deque>
#include <future>
#include <string>
#include <vector>

/// @file
/// Clients that do their work, beside others that stall, break off, or send and do not read.

using namespace mltrack;
using namespace mltrack::tests;
using test::fault;

namespace {

/// How clients are that hold a server up.
void misbehave(std::uint16_t port, const std::string& run, int number)
{
    connection client(port);
    switch (number % 4) {
    case 0:
        client.send(history(run).substr(0, 20));
        break; // It goes in the middle of a header.
    case 1:
        client.send(batch(run, 0, 100).substr(0, 2000));
        client.reset();
        break;
    case 2:
        client.send_what_fits(get("/openapi.json"));
        client.reset();
        break;
    case 3:
        client.send(metric(run, 1)); // Whose answer it does not wait for.
        client.reset();
        break;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(load)

BOOST_AUTO_TEST_CASE(those_who_work_are_served_beside_those_who_do_not)
{
    constexpr int workers = 4;
    constexpr int rounds = 8;
    server_options options;
    options.listen.blocking_threads = 3;
    options.listen.header_timeout = std::chrono::hours(1);
    faulty_server at(options);
    const auto bad_run = at.create_run();
    std::deque<connection> stalled;
    for (int number = 0; number != 50; ++number)
        stalled.emplace_back(at.server->port()).send(number % 2 == 0 ? "" : "POST /api/2.0/mlflow/runs/log-batch HTT");

    using runs = std::map<std::string, std::set<std::int64_t>>; // With the steps that were acknowledged.
    std::vector<std::pair<std::vector<std::string>, std::future<runs>>> working;
    for (int worker = 0; worker != workers; ++worker) {
        std::vector<std::string> ids;
        for (int round = 0; round != rounds; ++round)
            ids.push_back(at.create_run());
        working.emplace_back(ids, std::async(std::launch::async, [&at, ids] {
                                 runs acknowledged;
                                 auto client = at.connect();
                                 for (const auto& id : ids)
                                     acknowledged[id] = work(client, id);
                                 return acknowledged;
                             }));
    }
    std::atomic<bool> done = false;
    auto misbehaving = std::async(std::launch::async, [&] {
        for (int number = 0; !done; ++number)
            misbehave(at.server->port(), bad_run, number);
    });
    auto failing = std::async(std::launch::async, [&] {
        for (int number = 0; !done; ++number) {
            at.store->faults.arm(number % 2 == 0 ? fault::error : fault::exception, {}, 5);
            at.connect().exchange(get("/health"));
        }
    });
    runs acknowledged;
    for (auto& each : working) {
        each.second.wait();
        try {
            acknowledged.merge(each.second.get());
        } catch (const std::exception& failure) {
            BOOST_ERROR(failure.what());
        }
    }
    done = true;
    misbehaving.get();
    failing.get();
    at.store->faults.release();

    BOOST_TEST(acknowledged.size() == std::size_t(workers * rounds));
    for (const auto& [run, steps] : acknowledged)
        BOOST_TEST(at.steps_of(run) == steps, boost::test_tools::per_element());
    auto client = at.connect();
    BOOST_TEST(work(client, at.create_run()).size() == 4u);
    stalled.back().send("P/1.1\r\nHost: localhost\r\n\r\n");
    BOOST_TEST(stalled.back().receive().result_int() == 400u); // It is still listened to.
}

BOOST_AUTO_TEST_CASE(who_sends_and_does_not_read_is_cut_off)
{
    server_options options;
    options.listen.body_timeout = std::chrono::milliseconds(300);
    faulty_server at(options);
    const auto run = at.create_run();
    BOOST_TEST(at.connect().exchange(batch(run, 0, 500)).result_int() == 200u);
    std::deque<connection> clients;
    for (int number = 0; number != 4; ++number)
        BOOST_TEST(clients.emplace_back(at.server->port()).send_what_fits(get("/openapi.json")) > 0u);
    for (auto& each : clients)
        each.drain(); // Returns once the server has ended it.
    BOOST_TEST(at.steps_of(run).size() == 500u);
}

BOOST_AUTO_TEST_CASE(a_place_is_free_again_when_those_who_stall_are_cut_off)
{
    server_options options;
    options.listen.max_connections = 4;
    options.listen.header_timeout = std::chrono::milliseconds(300);
    options.listen.body_timeout = std::chrono::milliseconds(300);
    options.listen.idle_timeout = std::chrono::milliseconds(300);
    faulty_server at(options);
    std::deque<connection> stalled;
    for (const std::string sent : {"", "GET /he",
                                   "POST /api/2.0/mlflow/runs/create HTTP/1.1\r\nHost: localhost\r\n"
                                   "Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{",
                                   "PUT /api/2.0/mlflow-artifacts/artifacts/a HTTP/1.1\r\nHost: localhost\r\n"
                                   "Content-Length: 10\r\n\r\n1"})
        stalled.emplace_back(at.server->port()).send(sent);
    BOOST_TEST(at.connect().exchange(get("/health")).body() == "OK");
    for (auto& each : stalled)
        BOOST_TEST(each.ended());
}

BOOST_AUTO_TEST_SUITE_END()
