#include <mltrack/server/dispatcher.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/store/tracking_store.hpp>
#include <mltrack/tracking/answer.hpp>
#include <mltrack/transport/load.hpp>
#include <tests/deflated.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

/// @file
/// Requests that change the store wait for a transaction, and are answered when it is durable.

using namespace mltrack;

namespace {

/// A store whose transactions end as they are told.
struct committing_store : store::memory
{
    result<void> transact(const std::function<void()>& work, store::patience)
    {
        ++transactions;
        work();
        return outcome;
    }

    result<void> append(const schema::id::run& id, const store::run_batch& batch)
    {
        if (throws_at_append)
            throw std::runtime_error("the store is out of order");
        return memory::append(id, batch);
    }

    int transactions = 0;
    bool throws_at_append = false;
    result<void> outcome;
};

/// A request on its way.
struct exchange final : transport::answer_sink
{
    void answer(transport::reply given) noexcept override { reply = std::move(given); }

    transport::plan plan;
    std::optional<transport::reply> reply;
};

struct fixture
{
    fixture() { open({}); }

    void open(const store::group_commit_options& writes)
    {
        server_options options;
        options.writes = writes;
        options.security.enabled = false;
        dispatcher = std::make_unique<serving::dispatcher>(context, load, options);
    }

    /// Sends a request whose body has come.
    exchange* send(const std::string& endpoint, std::string body, transport::headers more = {})
    {
        auto* const sent = &exchanges.emplace_back();
        more.push_back({"Content-Type", "application/json"});
        more.push_back({"Host", "localhost"});
        sent->plan = dispatcher->begin({"POST", "/api/2.0/mlflow/" + endpoint, std::move(more)});
        std::get<transport::hand_over>(sent->plan).request->begin(std::move(body), *sent);
        return sent;
    }

    std::shared_ptr<committing_store> store = std::make_shared<committing_store>();
    tracking::context context{store::erase(store)};
    transport::load load;
    std::deque<exchange> exchanges; ///< Outlive the dispatcher, which may have to answer them.
    std::unique_ptr<serving::dispatcher> dispatcher;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(writes, fixture)

BOOST_AUTO_TEST_CASE(an_answer_waits_for_the_turn)
{
    const auto sent = send("experiments/create", R"({"name": "e"})");
    BOOST_TEST(!sent->reply);
    BOOST_TEST(store->transactions == 0);
    dispatcher->turn();
    BOOST_TEST_REQUIRE(sent->reply.has_value());
    BOOST_TEST(sent->reply->status == 200);
    BOOST_TEST(sent->reply->body == R"({"experiment_id":"0"})");
}

BOOST_AUTO_TEST_CASE(requests_of_a_turn_share_a_transaction_and_a_bad_one_fails_alone)
{
    const auto first = send("experiments/create", R"({"name": "e"})");
    const auto again = send("experiments/create", R"({"name": "e"})");
    const auto wrong = send("experiments/create", R"({"name": 1})");
    const auto last = send("experiments/create", R"({"name": "f"})");
    BOOST_TEST(wrong->reply.has_value()); // It needs no store to be refused.
    dispatcher->turn();
    BOOST_TEST(store->transactions == 1);
    BOOST_TEST(first->reply->status == 200);
    BOOST_TEST(again->reply->status == 400);
    BOOST_TEST(again->reply->body.find("RESOURCE_ALREADY_EXISTS") != std::string::npos);
    BOOST_TEST(wrong->reply->status == 400);
    BOOST_TEST(last->reply->status == 200);
}

BOOST_AUTO_TEST_CASE(a_commit_that_fails_is_told_to_those_that_had_succeeded)
{
    store->outcome = error{errc::internal_error, "the disk is full"};
    const auto good = send("experiments/create", R"({"name": "e"})");
    const auto bad = send("runs/delete", R"({"run_id": "0123456789abcdef0123456789abcdef"})");
    dispatcher->turn();
    BOOST_TEST(good->reply->status == 500);
    BOOST_TEST(good->reply->body.find("the disk is full") != std::string::npos);
    BOOST_TEST(bad->reply->status == 404);
}

BOOST_AUTO_TEST_CASE(more_than_may_wait_is_answered_429)
{
    open({.most_waiting_bytes = 40});
    const auto waiting = send("experiments/create", R"({"name": "e"})");
    const auto refused = send("experiments/create", R"({"name": "a rather long name"})");
    BOOST_TEST(!waiting->reply);
    BOOST_TEST_REQUIRE(refused->reply.has_value());
    BOOST_TEST(refused->reply->status == 429);
    BOOST_TEST(refused->reply->headers["Retry-After"] == "1");
    BOOST_TEST(refused->reply->body.find("RESOURCE_EXHAUSTED") != std::string::npos);
    dispatcher->turn();
    BOOST_TEST(waiting->reply->status == 200);
}

BOOST_AUTO_TEST_CASE(a_compressed_body_waits_as_a_plain_one_does)
{
    const auto sent =
        send("experiments/create", test::deflated(R"({"name": "e"})", test::gzip_form), {{"Content-Encoding", "gzip"}});
    BOOST_TEST(std::get<transport::hand_over>(sent->plan).quick_bytes == 0u); // To decode it may take long.
    BOOST_TEST(!sent->reply);
    dispatcher->turn();
    BOOST_TEST_REQUIRE(sent->reply.has_value());
    BOOST_TEST(sent->reply->body == R"({"experiment_id":"0"})");
}

BOOST_AUTO_TEST_CASE(a_compressed_body_is_as_heavy_as_what_it_holds)
{
    open({.most_waiting_bytes = 1000});
    const auto large = test::deflated(R"({"name": ")" + std::string(2000, 'e') + R"("})", test::gzip_form);
    BOOST_TEST_REQUIRE(large.size() < 500u);
    const auto waiting = send("experiments/create", R"({"name": "e"})");
    const auto refused = send("experiments/create", large, {{"Content-Encoding", "gzip"}});
    BOOST_TEST_REQUIRE(refused->reply.has_value(), "it waits, as if it were light");
    BOOST_TEST(refused->reply->status == 429);
    dispatcher->turn();
    BOOST_TEST(waiting->reply->status == 200);
}

BOOST_AUTO_TEST_CASE(a_store_that_throws_fails_one_request_of_a_group)
{
    send("experiments/create", R"({"name": "e"})");
    const auto run = send("runs/create", R"({"experiment_id": "0"})");
    dispatcher->turn();
    BOOST_TEST_REQUIRE(run->reply->status == 200);
    constexpr std::string_view before_id = R"("run_id":")";
    const auto id = run->reply->body.substr(run->reply->body.find(before_id) + before_id.size(), 32);

    store->throws_at_append = true;
    const auto first = send("experiments/create", R"({"name": "f"})");
    const auto failed = send("runs/log-parameter", R"({"run_id": ")" + id + R"(", "key": "p", "value": "v"})");
    const auto last = send("experiments/create", R"({"name": "g"})");
    dispatcher->turn();
    BOOST_TEST(store->transactions == 2);
    BOOST_TEST(first->reply->status == 200);
    BOOST_TEST(failed->reply->status == 500);
    BOOST_TEST(failed->reply->body.find("the store is out of order") != std::string::npos);
    BOOST_TEST(last->reply->status == 200);
}

BOOST_AUTO_TEST_CASE(whoever_waits_when_the_server_stops_is_told)
{
    const auto waiting = send("experiments/create", R"({"name": "e"})");
    dispatcher->stop();
    BOOST_TEST(waiting->reply->status == 503);
    const auto late = send("experiments/create", R"({"name": "f"})");
    BOOST_TEST(late->reply->status == 503);
    BOOST_TEST(store->transactions == 0);
}

BOOST_AUTO_TEST_SUITE_END()
