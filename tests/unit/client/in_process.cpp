#include <mltrack/client/client.hpp>
#include <mltrack/transport/in_process_exchange.hpp>

#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <future>
#include <stdexcept>

using namespace mltrack;

namespace {

using in_process_client = client<transport::in_process>;

/// Answers with the body that a request brought, or as the run's name tells.
struct scripted_handler final : transport::handler
{
    transport::plan begin(transport::request_head head) override
    {
        last = head;
        if (head.method == "GET")
            return answer("");
        return transport::take_body{100, [this](std::string body) { return answer(body); }};
    }

    transport::reply answer(const std::string& body)
    {
        if (on_answer)
            return on_answer(body);
        transport::reply given;
        given.body = R"({"experiment_id": "7"})";
        return given;
    }

    transport::request_head last;
    std::function<transport::reply(const std::string&)> on_answer;
};

transport::reply status(int code, std::string body = {}, transport::headers headers = {})
{
    transport::reply given;
    given.status = code;
    given.headers = std::move(headers);
    given.body = std::move(body);
    return given;
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_in_process)

BOOST_AUTO_TEST_CASE(calls_reach_the_handler)
{
    scripted_handler handler;
    std::string body;
    handler.on_answer = [&](const std::string& given) {
        body = given;
        return status(200, R"({"experiment_id": "7"})");
    };
    in_process_client client(handler);
    BOOST_TEST(client.create_experiment({.name = "e"}).experiment_id.value == "7");
    BOOST_TEST(handler.last.method == "POST");
    BOOST_TEST(handler.last.target == "/api/2.0/mlflow/experiments/create");
    BOOST_TEST(handler.last.headers["content-type"] == "application/json");
    BOOST_TEST(handler.last.in_process);
    BOOST_TEST(body == R"({"name":"e","artifact_location":""})");
}

BOOST_AUTO_TEST_CASE(asynchronous_calls)
{
    scripted_handler handler;
    in_process_client client(handler);
    auto value = client.async_call<schema::create_experiment>({.name = "e"}, boost::asio::use_future);
    BOOST_TEST(value.get().value().experiment_id.value == "7");
}

BOOST_AUTO_TEST_CASE(errors_keep_their_code)
{
    scripted_handler handler;
    handler.on_answer = [](const std::string&) {
        return status(404, R"({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "no run r"})");
    };
    in_process_client client(handler);
    const auto answer = client.try_call<schema::get_run>({.run_id = "r"});
    BOOST_CHECK(answer.error() == (error{errc::resource_does_not_exist, "no run r"}));
}

BOOST_AUTO_TEST_CASE(passing_failures_are_repeated)
{
    scripted_handler handler;
    int times = 0;
    handler.on_answer = [&](const std::string&) {
        return ++times < 3 ? status(503, "", {{"Retry-After", "0"}}) : status(200, R"({"experiment_id": "7"})");
    };
    in_process_client client(handler);
    client.create_experiment({.name = "e"});
    BOOST_TEST(times == 3);
}

BOOST_AUTO_TEST_CASE(the_limit_for_bodies_holds)
{
    scripted_handler handler;
    in_process_client client(handler);
    const auto answer = client.try_call<schema::create_experiment>({.name = std::string(200, 'x')});
    BOOST_CHECK(answer.error().code == errc::request_too_large);
}

BOOST_AUTO_TEST_CASE(a_handler_that_throws_is_an_error)
{
    scripted_handler handler;
    handler.on_answer = [](const std::string&) -> transport::reply { throw std::runtime_error("broken"); };
    in_process_client client(handler);
    const auto answer = client.try_call<schema::create_experiment>({.name = "e"});
    BOOST_CHECK(answer.error().code == errc::internal_error);
    BOOST_TEST(answer.error().message.find("broken") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_destructor_waits_for_the_handler)
{
    scripted_handler handler;
    std::promise<void> entered, release;
    bool answered = false;
    handler.on_answer = [&](const std::string&) {
        entered.set_value();
        release.get_future().get();
        answered = true;
        return status(200, "{}");
    };
    std::future<result<schema::create_experiment::response>> value;
    std::thread helper;
    {
        in_process_client client(handler);
        value = client.async_call<schema::create_experiment>({.name = "e"}, boost::asio::use_future);
        entered.get_future().get();
        helper = std::thread([&] {
            value.wait();
            release.set_value();
        });
    }
    BOOST_TEST(answered);
    helper.join();
    BOOST_CHECK(value.get().error().code == errc::cancelled);
}

BOOST_AUTO_TEST_SUITE_END()
