#include "tracked.hpp"
#include <mltrack/server.hpp>

#include <boost/test/unit_test.hpp>

#include <future>
#include <limits>
#include <thread>

using namespace mltrack;
using namespace std::chrono_literals;
using test::counted;
using test::long_enough;
using test::told;
using test::tracked;

namespace {

logger_options quiet()
{
    return {.batch_interval = 1ms, .backoff_base = 1ms, .backoff_max = 2ms, .use_stderr = false};
}

/// Lets batches fail with this error while it is set.
struct fault
{
    explicit fault(tracked& tracked, errc code) : api(tracked.api)
    {
        const std::lock_guard lock(api->mutex);
        api->on_batch = [code](const auto&) { return error{code, "no"}; };
    }
    void end()
    {
        const std::lock_guard lock(api->mutex);
        api->on_batch = nullptr;
    }

    std::shared_ptr<test::tampered> api;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(logging_logger, tracked)

BOOST_AUTO_TEST_CASE(brings_metrics_params_and_tags_to_the_run)
{
    logger log(shared(), run, quiet());
    const auto loss = log.series("loss");
    BOOST_TEST(static_cast<bool>(loss));
    log.metric(loss, 0.5, 1, schema::unix_ms(11));
    log.metric("loss", 0.25, 2, schema::unix_ms(12));
    log.metric("acc", std::numeric_limits<double>::quiet_NaN());
    log.param("lr", "0.1");
    log.tag("phase", "warm-up");
    log.tag("phase", "training");
    BOOST_TEST(log.flush(long_enough));
    const auto history = api->get_metric_history({.run_id = run, .metric_key = "loss"}).metrics;
    BOOST_TEST_REQUIRE(history.size() == 2u);
    BOOST_TEST(*history[0].value == 0.5);
    BOOST_TEST(history[0].timestamp->value == 11);
    BOOST_TEST(history[1].step == 2);
    BOOST_TEST(steps("acc") == counted(1));
    BOOST_TEST((params() == std::map<std::string, std::string>{{"lr", "0.1"}}));
    BOOST_TEST((tags() == std::map<std::string, std::string>{{"phase", "training"}}));
    const auto found = log.statistics();
    BOOST_TEST(found.logged == 6u);
    BOOST_TEST(found.sent == 6u);
    BOOST_TEST(found.refused + found.dropped + found.failures + found.replayed == 0u);
    BOOST_TEST(log.close(long_enough));
}

BOOST_AUTO_TEST_CASE(takes_the_time_of_the_call)
{
    const auto before = schema::unix_ms::now();
    {
        logger log(shared(), run, quiet());
        log.metric("loss", 1);
    }
    const auto found = api->get_metric_history({.run_id = run, .metric_key = "loss"}).metrics.at(0).timestamp;
    BOOST_TEST(found->value >= before.value);
    BOOST_TEST(found->value <= schema::unix_ms::now().value);
}

BOOST_AUTO_TEST_CASE(sends_what_many_threads_log_in_the_order_of_each)
{
    constexpr int threads = 4;
    constexpr int each = 5'000;
    {
        auto options = quiet();
        options.ring_capacity = 256;
        logger log(shared(), run, options);
        std::vector<std::jthread> logging;
        for (int thread = 0; thread != threads; ++thread)
            logging.emplace_back([&, thread] {
                const auto own = log.series("metric/" + std::to_string(thread));
                for (int step = 0; step != each; ++step)
                    log.metric(own, step, step);
            });
        logging.clear();
        BOOST_TEST(log.close(long_enough));
        BOOST_TEST(log.statistics().dropped == 0u);
    }
    for (int thread = 0; thread != threads; ++thread)
        BOOST_TEST(steps("metric/" + std::to_string(thread)) == counted(each));
    std::map<std::string, std::int64_t> next;
    for (const auto& batch : api->batches)
        for (const auto& metric : batch.metrics)
            BOOST_REQUIRE(metric.step == next[metric.key->value]++);
}

BOOST_AUTO_TEST_CASE(sends_batches_that_a_server_takes)
{
    logger log(shared(), run, quiet());
    for (int number = 0; number != 250; ++number) {
        log.param("param/" + std::to_string(number), std::string(6'000, 'x'));
        log.tag("tag/" + std::to_string(number), std::string(8'000, 'x'));
    }
    for (int step = 0; step != 2'500; ++step)
        log.metric("loss", step, step);
    log.param("param/0", std::string(6'000, 'x'));
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(log.statistics().failures == 0u);
    BOOST_TEST(log.statistics().refused == 0u);
    BOOST_TEST(params().size() == 250u);
    BOOST_TEST(tags().size() == 250u);
    BOOST_TEST(steps("loss") == counted(2'500));
}

BOOST_AUTO_TEST_CASE(sends_later_what_fails)
{
    for (const auto code : {errc::temporarily_unavailable, errc::resource_exhausted, errc::unauthenticated}) {
        tracked other;
        told told;
        auto options = quiet();
        options.on_error = told.callback();
        fault fault(other, code);
        logger log(other.shared(), other.run, options);
        for (int step = 0; step != 10; ++step)
            log.metric("loss", step, step);
        other.api->wait_for_batches(3);
        BOOST_TEST(!log.flush(1ms));
        fault.end();
        BOOST_TEST(log.flush(long_enough));
        BOOST_TEST(other.steps("loss") == counted(10));
        BOOST_TEST(log.statistics().failures >= 3u);
        BOOST_TEST(log.statistics().sent == 10u);
        BOOST_TEST(told.count() >= 3u);
    }
}

BOOST_AUTO_TEST_CASE(sends_the_others_when_one_entry_is_refused)
{
    api->log_parameter({.run_id = run, .key = "lr", .value = "0.1"});
    told told;
    auto options = quiet();
    options.on_error = told.callback();
    logger log(shared(), run, options);
    for (int step = 0; step != 500; ++step)
        log.metric("loss", step, step);
    log.param("lr", "0.2");
    log.param("depth", "3");
    for (int step = 500; step != 1'000; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(1'000));
    BOOST_TEST((params() == std::map<std::string, std::string>{{"lr", "0.1"}, {"depth", "3"}}));
    BOOST_TEST(log.statistics().refused == 1u);
    BOOST_TEST(log.statistics().sent == 1'001u);
    BOOST_TEST(told.says("the server refused the param 'lr'"));
}

BOOST_AUTO_TEST_CASE(passes_an_entry_by_that_breaks_the_server)
{
    api->on_batch = [](const auto& batch) -> std::optional<error> {
        for (const auto& metric : batch.metrics)
            if (metric.step == 7)
                return error{errc::internal_error, "division by seven"};
        return std::nullopt;
    };
    logger log(shared(), run, quiet());
    for (int step = 0; step != 20; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(log.statistics().refused == 1u);
    BOOST_TEST(steps("loss").size() == 19u);
}

BOOST_AUTO_TEST_CASE(keeps_what_a_deleted_run_does_not_take)
{
    api->delete_run({.run_id = run});
    logger log(shared(), run, quiet());
    log.metric("loss", 1);
    log.metric("loss", 2, 1);
    api->wait_for_batches(3);
    BOOST_TEST(log.statistics().refused == 0u);
    api->restore_run({.run_id = run});
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(2));
}

BOOST_AUTO_TEST_CASE(reports_keys_that_are_not_allowed_and_goes_on)
{
    told told;
    auto options = quiet();
    options.on_error = told.callback();
    logger log(shared(), run, options);
    const auto wrong = log.series("what?");
    BOOST_TEST(!wrong);
    log.metric(wrong, 1);
    log.param("a?", "1");
    log.tag("", "1");
    log.tag("long", std::string(2 << 20, 'x'));
    log.metric("loss", 1);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(log.statistics().refused == 4u);
    BOOST_TEST(log.statistics().logged == 5u);
    BOOST_TEST(log.statistics().sent == 1u);
    BOOST_TEST(told.says("key"));
    BOOST_TEST(told.says("what?"));
}

BOOST_AUTO_TEST_CASE(does_not_take_the_series_of_another_logger)
{
    logger log(shared(), run, quiet());
    logger other(shared(), run, quiet());
    log.metric(other.series("loss"), 1);
    log.metric(series(), 1);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(log.statistics().refused == 2u);
    BOOST_TEST(steps("loss").empty());
}

BOOST_AUTO_TEST_CASE(drops_the_oldest_when_the_ring_is_full_and_the_wait_is_over)
{
    told told;
    auto options = quiet();
    options.on_error = told.callback();
    options.ring_capacity = 8;
    options.batch_size = 1;
    options.full_wait = 1ms;
    fault fault(*this, errc::temporarily_unavailable);
    logger log(shared(), run, options);
    log.metric("loss", 0, 0);
    api->wait_for_batches(1); // The sender has the first one, and takes no more.
    for (int step = 1; step != 20; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.statistics().dropped == 11u);
    BOOST_TEST(!log.try_metric(log.series("loss"), 20, 20, schema::unix_ms(1)));
    fault.end();
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST((steps("loss") == std::vector<std::int64_t>{0, 12, 13, 14, 15, 16, 17, 18, 19}));
    BOOST_TEST(told.says("records dropped"));
}

BOOST_AUTO_TEST_CASE(drops_the_newest_when_it_shall)
{
    auto options = quiet();
    options.ring_capacity = 8;
    options.batch_size = 1;
    options.full_wait = 0ms;
    options.overflow = when_full::drop_newest;
    fault fault(*this, errc::temporarily_unavailable);
    logger log(shared(), run, options);
    log.metric("loss", 0, 0);
    api->wait_for_batches(1);
    for (int step = 1; step != 20; ++step)
        log.metric("loss", step, step);
    fault.end();
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(9));
    BOOST_TEST(log.statistics().dropped == 11u);
}

BOOST_AUTO_TEST_CASE(waits_for_room)
{
    auto options = quiet();
    options.ring_capacity = 8;
    options.full_wait = long_enough;
    fault fault(*this, errc::temporarily_unavailable);
    logger log(shared(), run, options);
    std::jthread logging([&] {
        for (int step = 0; step != 1'000; ++step)
            log.metric("loss", step, step);
    });
    api->wait_for_batches(3);
    fault.end();
    logging.join();
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(1'000));
    BOOST_TEST(log.statistics().dropped == 0u);
}

BOOST_AUTO_TEST_CASE(ends_in_time_when_the_server_does_not_answer)
{
    fault fault(*this, errc::temporarily_unavailable);
    logger log(shared(), run, quiet());
    log.metric("loss", 1);
    BOOST_TEST(!log.close(1ms));
    BOOST_TEST(!log.close(1ms));
    log.metric("loss", 2);
    BOOST_TEST(log.statistics().dropped == 1u);
}

BOOST_AUTO_TEST_CASE(an_end_or_a_flush_does_not_wait_for_the_next_attempt)
{
    auto options = quiet();
    options.backoff_base = 1h;
    for (const bool flushes : {false, true}) {
        tracked other;
        fault fault(other, errc::temporarily_unavailable);
        told told;
        options.on_error = told.callback();
        logger log(other.shared(), other.run, options);
        log.metric("loss", 0, 0);
        while (told.count() == 0)
            std::this_thread::yield();
        fault.end();
        log.metric("loss", 1, 1);
        BOOST_TEST((flushes ? log.flush(long_enough) : log.close(long_enough)));
        BOOST_TEST(other.steps("loss") == counted(2));
    }
}

BOOST_AUTO_TEST_CASE(fills_requests_and_empties_small_rings)
{
    auto options = quiet();
    options.batch_interval = long_enough;
    {
        logger log(shared(), run, options);
        for (int step = 0; step != 1'000; ++step)
            log.metric("loss", step, step);
        BOOST_TEST(log.flush(long_enough));
        BOOST_TEST(api->batches.size() == 1u);
    }
    options.ring_capacity = 8;
    options.full_wait = long_enough;
    logger log(shared(), run, options);
    for (int step = 1'000; step != 1'100; ++step)
        log.metric("loss", step, step);
    BOOST_TEST(log.flush(long_enough));
    BOOST_TEST(steps("loss") == counted(1'100));
}

BOOST_AUTO_TEST_CASE(takes_any_duration)
{
    for (const auto each : {std::chrono::milliseconds::max(), std::chrono::milliseconds::min()}) {
        logger log(shared(), run,
                   {.full_wait = each,
                    .batch_interval = each,
                    .journal_interval = each,
                    .close_timeout = each,
                    .backoff_base = each,
                    .backoff_max = each,
                    .use_stderr = false});
        log.metric("loss", 1);
        BOOST_TEST(log.flush(long_enough));
        log.flush(each);
        log.close(each);
    }
    BOOST_TEST(steps("loss").size() == 2u);
}

BOOST_AUTO_TEST_CASE(may_be_closed_by_its_callback_and_by_two_at_once)
{
    std::atomic<logger*> known = nullptr;
    std::atomic<int> closed = 0;
    std::atomic<int> settled = 0;
    auto options = quiet();
    options.on_error = [&](const error&) {
        if (auto* log = known.load()) {
            settled += log->close(long_enough);
            ++closed;
        }
    };
    fault fault(*this, errc::temporarily_unavailable);
    logger log(shared(), run, options);
    known = &log;
    log.metric("loss", 1);
    while (closed == 0)
        std::this_thread::yield();
    {
        std::vector<std::jthread> closing;
        for (int thread = 0; thread != 2; ++thread)
            closing.emplace_back([&] { settled += log.close(1ms); });
    }
    BOOST_TEST(settled == 0);
    log.metric("loss", 2);
    BOOST_TEST(log.statistics().dropped == 1u);
}

BOOST_AUTO_TEST_CASE(a_call_that_outlives_the_logger_is_the_last)
{
    std::promise<void> answer;
    api->on_batch = [answered = answer.get_future().share()](const auto&) {
        answered.wait();
        return error{errc::invalid_parameter_value, "no"};
    };
    told told;
    auto options = quiet();
    options.on_error = told.callback();
    {
        logger log(shared(), run, options);
        log.metric("loss", 1, 1);
        log.metric("loss", 2, 2);
        while (log.statistics().logged != 2u || api->has_begun == 0)
            std::this_thread::yield();
        BOOST_TEST(!log.close(0ms));
    }
    answer.set_value();
    while (api.use_count() != 1) // The sender's thread has it, too.
        std::this_thread::yield();
    BOOST_TEST(api->batches.size() == 1u);
    BOOST_TEST(told.count() == 0u);
}

BOOST_AUTO_TEST_CASE(a_move_takes_the_run_along)
{
    logger log(shared(), run, quiet());
    log.metric("loss", 0, 0);
    logger moved(std::move(log));
    moved.metric("loss", 1, 1);
    BOOST_TEST(moved.close(long_enough));
    BOOST_TEST(steps("loss") == counted(2));
}

BOOST_AUTO_TEST_CASE(logs_to_a_server_by_its_uri)
{
    server_options options;
    options.listen.port = 0;
    server server(store::memory(), artifact::local("artifacts"), options);
    std::jthread running([&] { server.run(); });
    auto service = server.service();
    const auto other = service.create_run({.experiment_id = "0"}).run.info.run_id;
    {
        logger log("http://127.0.0.1:" + std::to_string(server.port()), other, quiet());
        for (int step = 0; step != 3'000; ++step)
            log.metric("loss", step, step);
        BOOST_TEST(log.flush(long_enough));
        BOOST_TEST(log.statistics().failures == 0u);
    }
    BOOST_TEST(service.get_metric_history({.run_id = other, .metric_key = "loss"}).metrics.size() == 3'000u);
    server.stop();
    BOOST_CHECK_THROW(logger("gopher://x", other, quiet()), exception);
}

BOOST_AUTO_TEST_SUITE_END()
