#include "recording.hpp"
#include "shown_in_file.hpp"
#include <mltrack/fluent/impl/connections.hpp>
#include <mltrack/fluent/impl/open_runs.hpp>
#include <tests/environment.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using test::shown_in_file;

namespace {

constexpr const char* nobodys_server = "http://127.0.0.1:1";

/// A server that is not there, and a client that repeats calls three times without a wait.
struct away : test::recording
{
    away()
    {
        fluent::connections::instance().close(); // Those of other settings.
        set_tracking_uri(nobodys_server);
    }

    /// What a call tells on stderr that nobody answers.
    std::string told()
    {
        const shown_in_file shown(*this / "told", STDERR_FILENO);
        BOOST_CHECK_THROW(current_api().get_run({.run_id = "a"}), exception);
        return shown.text();
    }

    test::environment set{{"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3"},
                          {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0"},
                          {"MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0"}};
};

fluent::open_runs::pointer opened(const std::string& id, fluent::place where)
{
    schema::run run;
    run.info.run_id = id;
    const auto made = std::make_shared<fluent::open_run>(std::move(run), std::move(where));
    fluent::open_runs::instance().add(made);
    return made;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_outages, away)

BOOST_AUTO_TEST_CASE(a_call_that_is_repeated_is_told_once)
{
    BOOST_TEST(told() == "mltrack: a call waits for its server, and is repeated up to 3 times "
                         "(MLFLOW_HTTP_REQUEST_MAX_RETRIES): Cannot reach http://127.0.0.1:1: connection refused — is "
                         "the server running?\n");
}

BOOST_AUTO_TEST_CASE(the_runs_that_wait_are_named)
{
    const auto first = opened("first", {nobodys_server, current_api()});
    const auto second = opened("second", {nobodys_server, current_api()});
    const auto elsewhere = opened("elsewhere", {"", api});
    const auto of_two = told();
    fluent::open_runs::instance().remove(*second);
    const auto of_one = told();
    for (const auto& each : {first, elsewhere})
        fluent::open_runs::instance().remove(*each);
    BOOST_TEST(of_two.find("mltrack: a call of one of the runs second, first waits for its server") == 0u, of_two);
    BOOST_TEST(of_one.find("mltrack: a call of the run first waits for its server") == 0u, of_one);
}

BOOST_AUTO_TEST_CASE(a_call_that_is_not_repeated_is_not_told)
{
    const test::environment once{{"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1"}};
    set_tracking_uri("http://127.0.0.1:2");
    BOOST_TEST(told().empty());
}

BOOST_AUTO_TEST_SUITE_END()
