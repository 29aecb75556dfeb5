#include <mltrack/transport/impl/answering/later_value.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <thread>
#include <utility>

using namespace mltrack::transport::detail;
namespace asio = boost::asio;

namespace {

struct fixture
{
    asio::io_context io;
    later_value<int> value{io.get_executor()};
    std::optional<int> arrived;

    void wait()
    {
        const auto waiting = [this]() -> task<void> {
            co_await value.arrival();
            arrived = value.take();
        };
        asio::co_spawn(io, waiting, asio::detached);
        io.run_one();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(transport_later_value, fixture)

BOOST_AUTO_TEST_CASE(a_value_comes_before_somebody_waits_or_after)
{
    value.give(7);
    wait();
    io.run();
    BOOST_TEST(arrived.value() == 7);
}

BOOST_AUTO_TEST_CASE(a_value_comes_from_another_thread)
{
    wait();
    BOOST_TEST(!arrived.has_value());
    std::thread([promise = later_promise(value, -1)]() mutable { promise.give(7); }).join();
    io.run();
    BOOST_TEST(arrived.value() == 7);
}

BOOST_AUTO_TEST_CASE(a_promise_that_nobody_keeps_gives_another_value)
{
    wait();
    std::optional<later_promise<int>> promise(std::in_place, value, -1);
    auto moved = std::move(*promise);
    promise.reset();
    io.poll();
    BOOST_TEST(!arrived.has_value());
    {
        const auto dropped = std::move(moved);
    }
    io.restart();
    io.run();
    BOOST_TEST(arrived.value() == -1);
}

BOOST_AUTO_TEST_SUITE_END()
