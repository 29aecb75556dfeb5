#include "recording.hpp"
#include <mltrack/connect.hpp>
#include <mltrack/fluent/background/impl/background_mode.hpp>
#include <mltrack/fluent/ending/impl/end_all.hpp>
#include <tests/environment.hpp>
#include <tests/files.hpp>
#include <tests/unit/logging/tracked.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <future>
#include <limits>
#include <memory>
#include <thread>

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

BOOST_AUTO_TEST_CASE(a_logger_knows_the_tracking_uri_that_it_logs_to)
{
    const auto uri = "sqlite:///" + (path() / "runs.db").string();
    const test::environment set{{"MLTRACK_JOURNAL_DIR", (path() / "journals").string()}};
    set_tracking_uri(uri);
    const auto run = start_run();
    log_param("a", 1);
    const auto opened = fluent::open_runs::instance().active();
    {
        const auto logger = opened->background.get(opened->where, run.id());
        BOOST_TEST(logger->options().tracking_uri == uri);
        BOOST_TEST(test::get(logger->journal()).find(uri) != std::string::npos);
    }
    BOOST_TEST(flush_async_logging());
    BOOST_TEST(connect(uri).get_run({.run_id = run.id()}).run.data.params.size() == 1u);
    const auto part = start_run({.nested = true});
    BOOST_TEST(fluent::open_runs::instance().active()->where.uri == uri);
}

BOOST_AUTO_TEST_CASE(the_environment_asks_by_a_flag)
{
    for (const auto& [text, wanted] :
         {std::pair("tRue", true), {"1", true}, {"False", false}, {"0", false}, {"", false}}) {
        const test::environment set{{"MLFLOW_ENABLE_ASYNC_LOGGING", text}};
        BOOST_TEST(fluent::background_mode_of_environment() == wanted, text);
    }
    const test::environment set{{"MLFLOW_ENABLE_ASYNC_LOGGING", "yes"}};
    BOOST_CHECK_EXCEPTION(fluent::background_mode_of_environment(), exception,
                          test::says(errc::invalid_parameter_value, "MLFLOW_ENABLE_ASYNC_LOGGING: 'yes'"));
}

BOOST_AUTO_TEST_CASE(runs_that_cannot_be_looked_up_are_not_flushed)
{
    // A tracking API that takes its time to go is let go while the runs are locked.
    std::promise<void> going, go_on;
    const auto take_time = [&](service* gone) {
        going.set_value();
        go_on.get_future().wait();
        delete gone;
    };
    std::thread other([&] {
        set_tracking_api(tracking::any_tracking_api(std::shared_ptr<service>(new service(store::memory()), take_time)));
        start_run().keep_open();
        end_run();
        set_tracking_api(api);
        start_run().keep_open();
        end_run();
    });
    going.get_future().wait();
    BOOST_TEST(!flush_async_logging(std::chrono::milliseconds(1)));
    go_on.set_value();
    other.join();
    BOOST_TEST(flush_async_logging());
}

BOOST_AUTO_TEST_CASE(a_killed_run_gets_what_was_logged_later)
{
    auto started = start_run();
    const auto run = fluent::open_runs::instance().active();
    run->set_status(schema::run_status::KILLED);
    run->killed = true;
    log_param("late", 1);
    BOOST_TEST(fluent::end_all(std::chrono::seconds(30), [](fluent::open_run& each) {
        each.set_status_unless_killed(schema::run_status::FINISHED);
    }));
    BOOST_TEST(params(run->run.info.run_id)["late"] == "1");
    BOOST_TEST((status(run->run.info.run_id) == schema::run_status::KILLED));
}

BOOST_AUTO_TEST_CASE(calls_wait_for_the_end_of_the_program_and_are_not_lost)
{
    const auto started = start_run();
    log_param("before", 1);
    static std::atomic<bool> has_new_logger;
    static std::future<void> during;
    BOOST_TEST(fluent::end_all(std::chrono::seconds(30), [](fluent::open_run& each) {
        const auto id = each.run.info.run_id;
        has_new_logger = static_cast<bool>(each.background.try_get(each.where, id));
        during = std::async(std::launch::async, [id] { log_param("during", 1, id); });
        each.set_status_unless_killed(schema::run_status::KILLED);
        each.killed = true;
    }));
    during.get();
    BOOST_TEST(!has_new_logger);
    BOOST_TEST(flush_async_logging());
    BOOST_TEST((params(started.id()) == std::map<std::string, std::string>{{"before", "1"}, {"during", "1"}}));
    BOOST_TEST((status(started.id()) == schema::run_status::KILLED));
}

BOOST_AUTO_TEST_CASE(a_run_that_is_being_ended_gets_no_new_logger)
{
    const auto started = start_run();
    log_param("a", 1);
    const auto run = fluent::open_runs::instance().active();
    const auto has_logger = [&] { return static_cast<bool>(run->background.get(run->where, started.id())); };
    BOOST_TEST(has_logger());
    BOOST_TEST(fluent::open_runs::instance().remove(*run));
    BOOST_TEST(!has_logger());
    fluent::open_runs::instance().put_back(run);
    BOOST_TEST(has_logger());
}

BOOST_AUTO_TEST_CASE(what_works_beside_a_run_stops_before_its_logger)
{
    /// Notes what is there when it stops.
    struct watcher final : fluent::companion
    {
        explicit watcher(fluent::open_run& run) : run(run) {}
        void stop(fluent::time_limit) noexcept override { found_logger = run.background.is_needed(); }

        fluent::open_run& run;
        std::atomic<bool> found_logger = false;
    };
    const auto add_watcher = [] {
        const auto run = fluent::open_runs::instance().active();
        log_param("a", 1);
        auto made = std::make_shared<watcher>(*run);
        run->beside.add(made);
        return made;
    };
    auto started = start_run();
    auto watching = add_watcher();
    BOOST_TEST(fluent::end_all(std::chrono::seconds(30), nullptr));
    BOOST_TEST(watching->found_logger);
    BOOST_TEST(!watching->run.background.is_needed());
    BOOST_TEST(params(started.id())["a"] == "1");
    BOOST_TEST((status(started.id()) == schema::run_status::RUNNING));
    watching = add_watcher();
    started.end();
    BOOST_TEST(watching->found_logger);
}

BOOST_AUTO_TEST_CASE(loggers_leave_time_to_end_the_runs)
{
    // The server takes no values, but ends runs.
    const auto server = std::make_shared<test::tampered>();
    server->on_batch = [](const auto&) { return error{errc::temporarily_unavailable, "not now"}; };
    set_tracking_api(tracking::any_tracking_api(server));
    std::vector<schema::id::run> ids;
    for (int number = 0; number != 3; ++number) {
        auto started = start_run({.nested = true});
        log_param("lost", 1);
        ids.push_back(started.id());
        std::move(started).keep_open();
    }
    BOOST_TEST(fluent::end_all(std::chrono::seconds(3), [](fluent::open_run& each) {
        each.set_status_unless_killed(schema::run_status::FAILED);
    }));
    for (const auto& id : ids)
        BOOST_TEST((server->get_run({.run_id = id}).run.info.status == schema::run_status::FAILED));
}

BOOST_AUTO_TEST_SUITE_END()
