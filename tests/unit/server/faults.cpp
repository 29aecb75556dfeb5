#include <tests/unit/server/faulty_server.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <optional>
#include <string>

/// @file
/// What a server does when its store fails, throws or hangs: every answer is an answer, what was acknowledged is there,
/// and when the store works again, so does the server.

using namespace mltrack;
using namespace mltrack::tests;
using test::fault;

namespace {

/// Sends a metric, and waits until its commit hangs.
void hang_commit(faulty_server& at, connection& by, const std::string& run, int step = 0)
{
    at.store->faults.arm(fault::hang, "transact");
    by.send(metric(run, step));
    at.store->faults.wait_for_hanging(1);
}

} // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(each_call_of_the_store_may_fail)
{
    faulty_server at;
    auto client = at.connect();
    const auto good_run = at.create_run();
    const int before = at.store->faults.all_calls();
    BOOST_TEST(work(client, good_run).size() == 4u);
    const int calls = at.store->faults.all_calls() - before;
    BOOST_TEST(calls > 10);
    for (const auto kind : {fault::error, fault::exception})
        for (int call = 0; call != calls; ++call)
            BOOST_TEST_CONTEXT((kind == fault::error ? "error" : "exception") << " at call " << call)
            {
                const auto run = at.create_run();
                at.store->faults.arm(kind, {}, call);
                const auto acknowledged = work(client, run);
                at.store->faults.release();
                BOOST_TEST(acknowledged == at.steps_of(run), boost::test_tools::per_element());
            }
    BOOST_TEST(work(client, at.create_run()).size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_store_that_fails_for_long_is_told_to_all_and_works_again)
{
    faulty_server at;
    const auto run = at.create_run();
    auto client = at.connect();
    at.store->faults.arm(fault::error, {}, 0, 1'000'000);
    BOOST_TEST(work(client, run).empty());
    const auto told = client.exchange(metric(run, 9));
    BOOST_TEST(told.result_int() == 500u);
    BOOST_TEST(told.body().find(test::fault_plan::says) != std::string::npos);
    BOOST_TEST(client.exchange(get("/health")).body() == "OK");
    at.store->faults.release();
    BOOST_TEST(work(client, run).size() == 4u);
}

BOOST_AUTO_TEST_CASE(reads_that_hang_hold_up_neither_writes_nor_health)
{
    server_options options;
    options.listen.blocking_threads = 3;
    faulty_server at(options);
    const auto run = at.create_run();
    at.store->faults.arm(fault::hang, "search_runs", 0, 3);
    std::deque<connection> searching;
    const auto search = post("runs/search", R"({"experiment_ids": ["0"]})");
    for (int number = 1; number <= 2; ++number) {
        searching.emplace_back(at.server->port()).send(search);
        at.store->faults.wait_for_hanging(number);
    }
    auto client = at.connect();
    BOOST_TEST(client.exchange(history(run)).result_int() == 200u); // By the thread that is left.
    searching.emplace_back(at.server->port()).send(search);
    at.store->faults.wait_for_hanging(3);
    for (int step = 0; step != 20; ++step)
        BOOST_TEST(client.exchange(metric(run, step)).result_int() == 200u);
    BOOST_TEST(client.exchange(get("/health")).body() == "OK");
    BOOST_TEST(client.exchange(get("/metrics")).body().find("mltrack_store_running 3") != std::string::npos);
    auto waiting = at.connect();
    waiting.send(history(run));
    at.store->faults.release();
    BOOST_TEST(waiting.receive().result_int() == 200u);
    for (auto& each : searching)
        BOOST_TEST(each.receive().result_int() == 200u);
}

BOOST_AUTO_TEST_CASE(a_commit_that_hangs_holds_up_writes_alone_and_they_are_bounded)
{
    constexpr std::size_t sent = 100;
    constexpr std::size_t bound = 40;
    const std::string some_id(32, '0');
    const auto some_request = metric(some_id, 100);
    server_options options;
    options.writes.quick_bytes = 0; // The first commit is made on the committing thread too.
    options.writes.most_waiting_bytes = bound * (some_request.size() - some_request.find("\r\n\r\n") - 4);
    faulty_server at(options);
    const auto run = at.create_run();
    auto first = at.connect();
    hang_commit(at, first, run);

    std::deque<connection> clients;
    for (std::size_t number = 0; number != sent; ++number)
        clients.emplace_back(at.server->port()).send(metric(run, static_cast<int>(100 + number)));
    auto reading = at.connect();
    const auto refused = R"(endpoint="log_metric",method="POST",status="429"} )" + std::to_string(sent - bound) + '\n';
    while (reading.exchange(get("/metrics")).body().find(refused) == std::string::npos)
        BOOST_TEST_REQUIRE(reading.exchange(history(run)).result_int() == 200u);
    at.store->faults.release();

    BOOST_TEST(first.receive().result_int() == 200u);
    std::size_t taken = 0;
    for (auto& each : clients) {
        const auto answer = each.receive();
        check_answer(answer);
        taken += answer.result_int() == 200;
        BOOST_TEST((answer.result_int() == 200 || answer["Retry-After"] == "1"));
    }
    BOOST_TEST(taken == bound);
    BOOST_TEST(at.steps_of(run).size() == bound + 1);
    BOOST_TEST(clients.back().exchange(metric(run, 1000)).result_int() == 200u);
}

BOOST_AUTO_TEST_CASE(a_commit_that_hangs_on_the_thread_of_the_sockets_holds_up_writes_alone)
{
    server_options options;
    options.writes.quick_time = std::chrono::hours(1); // However long the one before took.
    faulty_server at(options);
    const auto run = at.create_run();
    auto reading = at.connect();
    for (int round = 0; round != 3; ++round) {
        auto first = at.connect();
        hang_commit(at, first, run, round * 100);
        std::deque<connection> waiting;
        for (int step = 1; step != 50; ++step)
            waiting.emplace_back(at.server->port()).send(metric(run, round * 100 + step));
        BOOST_TEST(reading.exchange(get("/health")).body() == "OK");
        BOOST_TEST(reading.exchange(history(run)).result_int() == 200u);
        at.store->faults.release();
        BOOST_TEST(first.receive().result_int() == 200u);
        for (auto& each : waiting)
            BOOST_TEST(each.receive().result_int() == 200u);
        BOOST_TEST(at.steps_of(run).size() == 50u * (round + 1));
    }
}

BOOST_AUTO_TEST_CASE(a_server_stops_while_a_commit_hangs_on_the_thread_of_the_sockets)
{
    server_options options;
    options.listen.shutdown_grace = std::chrono::milliseconds(1);
    options.writes.quick_time = std::chrono::hours(1);
    faulty_server at(options);
    const auto run = at.create_run();
    auto hanging = at.connect();
    hang_commit(at, hanging, run);
    at.server->stop();
    BOOST_TEST(hanging.ended()); // The grace is over.
    at.store->faults.release();
    at.done.get();
}

BOOST_AUTO_TEST_CASE(a_server_stops_while_its_store_hangs)
{
    std::optional<faulty_server> at(std::in_place, [] {
        server_options options;
        options.writes.quick_bytes = 0;
        options.listen.shutdown_grace = std::chrono::milliseconds(1);
        return options;
    }());
    const auto run = at->create_run();
    auto hanging = at->connect();
    hang_commit(*at, hanging, run);
    at->server->stop();
    at->done.get(); // Whoever waits is cut off when the grace is over.
    BOOST_TEST(hanging.ended());
    at->store->faults.release(); // Else the destructor would wait for the store.
    at.reset();
}

BOOST_AUTO_TEST_SUITE_END()
