#include <mltrack/logging/ring.hpp>

#include <boost/test/unit_test.hpp>

#include <thread>
#include <vector>

using mltrack::logging::ring;

namespace {

struct thing
{
    int thread = 0;
    int number = 0;
};

constexpr int threads = 4;
constexpr int each = 20'000;

void push_all(ring<thing>& ring, int thread)
{
    for (int number = 0; number != each; ++number)
        while (!ring.try_push({thread, number}))
            std::this_thread::yield();
}

} // namespace

BOOST_AUTO_TEST_SUITE(logging_ring)

BOOST_AUTO_TEST_CASE(gives_back_what_it_got_in_order)
{
    ring<int> ring(4);
    BOOST_TEST(ring.capacity() == 4u);
    int out = 0;
    BOOST_TEST(!ring.try_pop(out));
    for (int round = 0; round != 3; ++round) {
        for (int number = 0; number != 4; ++number)
            BOOST_TEST(ring.try_push(number).value() == static_cast<unsigned>(4 * round + number));
        BOOST_TEST(!ring.try_push(4).has_value());
        BOOST_TEST(ring.size() == 4u);
        for (int number = 0; number != 4; ++number) {
            BOOST_TEST(ring.try_pop(out));
            BOOST_TEST(out == number);
        }
        BOOST_TEST(!ring.try_pop(out));
    }
    BOOST_TEST(ring.pushed() == 12u);
    BOOST_TEST(ring.popped() == 12u);
}

BOOST_AUTO_TEST_CASE(has_room_for_a_power_of_two)
{
    BOOST_TEST(ring<int>(0).capacity() == 2u);
    BOOST_TEST(ring<int>(5).capacity() == 8u);
    BOOST_TEST(ring<int>(8).capacity() == 8u);
}

BOOST_AUTO_TEST_CASE(loses_and_doubles_nothing_between_threads)
{
    ring<thing> ring(64);
    std::vector<std::jthread> pushing;
    for (int thread = 0; thread != threads; ++thread)
        pushing.emplace_back([&, thread] { push_all(ring, thread); });
    std::vector<int> next(threads);
    thing out;
    for (int taken = 0; taken != threads * each;) {
        if (!ring.try_pop(out)) {
            std::this_thread::yield();
            continue;
        }
        ++taken;
        // What a thread puts in stays in its order.
        BOOST_REQUIRE(out.number == next[static_cast<std::size_t>(out.thread)]++);
    }
    BOOST_TEST(!ring.try_pop(out));
}

BOOST_AUTO_TEST_SUITE_END()
