#include "recording.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <limits>

using namespace mltrack;

namespace {

struct fixture : test::recording
{
    fixture() { enable_async_logging(); }
    ~fixture() { enable_async_logging(false); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_async_logging, fixture)

BOOST_AUTO_TEST_CASE(a_run_that_ends_has_what_was_logged)
{
    schema::id::run id;
    {
        const auto run = start_run();
        id = run.id();
        for (int step = 0; step != 2500; ++step)
            log_metric("loss", step * 0.5, {.step = step, .timestamp = step});
        log_params({{"rate", 0.1}});
        set_tag("kind", "b");
    }
    BOOST_TEST(metrics(id)["loss"] == 2499 * 0.5);
    BOOST_TEST(api.get_metric_history({.run_id = id, .metric_key = "loss"}).metrics.size() == 2500u);
    BOOST_TEST(params(id)["rate"] == "0.1");
    BOOST_TEST((api.get_run({.run_id = id}).run.info.status == schema::run_status::FINISHED));
}

BOOST_AUTO_TEST_CASE(flushing_waits_for_the_server)
{
    const auto run = start_run();
    log_param("a", 1);
    log_metrics({{"x", 1}, {"y", std::numeric_limits<double>::quiet_NaN()}});
    log_batch({.metrics = {}, .params = {{.key = "b", .value = "2"}}, .tags = {}});
    BOOST_TEST(flush_async_logging());
    BOOST_TEST(params(run.id())["a"] == "1");
    BOOST_TEST(params(run.id())["b"] == "2");
    BOOST_TEST(metrics(run.id())["x"] == 1.0);
}

BOOST_AUTO_TEST_CASE(what_is_refused_throws_nothing)
{
    const auto run = start_run();
    log_param("a", 1);
    log_param("a", 2);
    log_metric("good", 1);
    BOOST_TEST(flush_async_logging());
    BOOST_TEST(params(run.id())["a"] == "1");
    BOOST_TEST(metrics(run.id())["good"] == 1.0);
}

BOOST_AUTO_TEST_CASE(runs_that_are_not_open_are_logged_to_at_once)
{
    schema::id::run id;
    {
        const auto run = start_run();
        id = run.id();
    }
    log_metric("late", 3, {.run_id = id});
    BOOST_TEST(metrics(id)["late"] == 3.0);
}

BOOST_AUTO_TEST_SUITE_END()
