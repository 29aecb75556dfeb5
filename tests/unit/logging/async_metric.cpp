#include "tracked.hpp"
#include <mltrack/logging/async_metric.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace mltrack;
using namespace std::chrono_literals;
using test::counted;
using test::long_enough;
using test::tracked;
namespace asio = boost::asio;

namespace {

logger_options small(std::chrono::milliseconds full_wait)
{
    return {.ring_capacity = 8,
            .full_wait = full_wait,
            .batch_interval = 1ms,
            .batch_size = 1,
            .backoff_base = 1ms,
            .backoff_max = 1ms,
            .use_stderr = false};
}

/// Lets a coroutine log some steps.
asio::awaitable<void> train(logger& log, int steps)
{
    const auto loss = log.series("loss");
    for (int step = 0; step != steps; ++step)
        co_await async_metric(log, loss, step, step);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(logging_async_metric, tracked)

BOOST_AUTO_TEST_CASE(goes_on_without_a_pause_while_there_is_room)
{
    logger log(shared(), run, {.use_stderr = false});
    asio::io_context context;
    asio::co_spawn(context, train(log, 1'000), asio::detached);
    // The coroutine begins and ends in one turn.
    BOOST_TEST(context.run_one() == 1u);
    BOOST_TEST(log.statistics().logged == 1'000u);
    context.run();
    BOOST_TEST(log.close(long_enough));
    BOOST_TEST(steps("loss") == counted(1'000));
}

BOOST_AUTO_TEST_CASE(waits_for_room_without_blocking_its_thread)
{
    api->on_batch = [](const auto&) { return error{errc::temporarily_unavailable, "later"}; };
    logger log(shared(), run, small(long_enough));
    asio::io_context context;
    asio::co_spawn(context, train(log, 100), asio::detached);
    // Another coroutine of the thread ends the fault, once the first one cannot go on.
    const auto end_fault = [this]() -> asio::awaitable<void> {
        const std::lock_guard lock(api->mutex);
        api->on_batch = nullptr;
        co_return;
    };
    asio::co_spawn(context, end_fault, asio::detached);
    context.run();
    BOOST_TEST(log.close(long_enough));
    BOOST_TEST(steps("loss") == counted(100));
    BOOST_TEST(log.statistics().dropped == 0u);
}

BOOST_AUTO_TEST_CASE(does_not_wait_for_ever)
{
    api->on_batch = [](const auto&) { return error{errc::temporarily_unavailable, "never"}; };
    logger log(shared(), run, small(2ms));
    asio::io_context context;
    asio::co_spawn(context, train(log, 20), asio::detached);
    context.run();
    BOOST_TEST(log.statistics().logged == 20u);
    BOOST_TEST(log.statistics().dropped >= 11u);
    // Another one does not even begin to wait: it begins and ends in one turn.
    BOOST_TEST(log.is_stuck());
    asio::co_spawn(context, train(log, 20), asio::detached);
    context.restart();
    BOOST_TEST(context.run_one() == 1u);
    BOOST_TEST(log.statistics().logged == 40u);
    context.run();
    log.close(0ms);
}

BOOST_AUTO_TEST_SUITE_END()
