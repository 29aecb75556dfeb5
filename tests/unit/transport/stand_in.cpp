#include <mltrack/transport/impl/answering/stand_in.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <semaphore>
#include <stdexcept>
#include <thread>

using namespace std::chrono_literals;
using mltrack::transport::detail::stand_in;

namespace {

/// Work that waits for nothing, and is not safe from two threads.
struct counted_work
{
    bool operator()()
    {
        ++count;
        last = std::this_thread::get_id();
        if (done.try_acquire())
            seen.release();
        return true;
    }

    int count = 0;
    std::thread::id last;
    std::counting_semaphore<> done{0};
    std::counting_semaphore<> seen{0};
};

/// A step that takes until the other thread has worked.
void wait_for(counted_work& work)
{
    work.done.release();
    work.seen.acquire();
}

} // namespace

BOOST_AUTO_TEST_SUITE(stand_ins)

BOOST_AUTO_TEST_CASE(steps_that_are_quick_stay_alone)
{
    counted_work work;
    stand_in other([&] { return work(); }, 1h);
    int steps = 0;
    for (int step = 0; step != 10'000; ++step)
        BOOST_REQUIRE(!other.cover([&] { ++steps; }));
    BOOST_TEST(steps == 10'000);
    BOOST_TEST(work.count == 0);
}

BOOST_AUTO_TEST_CASE(another_thread_works_while_a_step_takes_long)
{
    counted_work work;
    stand_in other([&] { return work(); }, 1ms);
    for (int round = 0; round != 20; ++round) {
        BOOST_TEST(other.cover([&] { wait_for(work); }));
        // Back here, the caller alone has it.
        const int before = work.count;
        BOOST_TEST((work.last != std::this_thread::get_id()));
        work();
        BOOST_TEST(work.count == before + 1);
    }
}

BOOST_AUTO_TEST_CASE(a_caller_that_slept_is_noticed_again)
{
    counted_work work;
    stand_in other([&] { return work(); }, 1ms);
    for (int round = 0; round != 5; ++round) {
        while (!other.is_asleep())
            std::this_thread::yield();
        other.cover([&] { wait_for(work); });
    }
    BOOST_TEST(work.count >= 5);
}

BOOST_AUTO_TEST_CASE(work_that_has_ended_is_not_done_again)
{
    std::binary_semaphore worked{0};
    int count = 0;
    stand_in other(
        [&] {
            ++count;
            worked.release();
            return false;
        },
        1ms);
    other.cover([&] { worked.acquire(); });
    BOOST_TEST(count == 1);
}

BOOST_AUTO_TEST_CASE(what_the_work_throws_comes_to_the_caller)
{
    std::binary_semaphore worked{0};
    stand_in other(
        [&]() -> bool {
            worked.release();
            throw std::runtime_error("broken");
        },
        1ms);
    BOOST_CHECK_THROW(other.cover([&] { worked.acquire(); }), std::runtime_error);
    other.cover([] {});
}

BOOST_AUTO_TEST_SUITE_END()
