#include <mltrack/store/group/group_commit.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/store/tracking_store.hpp>

#include <boost/test/unit_test.hpp>

#include <latch>
#include <semaphore>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

using namespace mltrack;
using store::patience;

namespace {

/// A store that notes its transactions and fails as it is told.
struct noted_store : store::memory
{
    result<void> transact(const std::function<void()>& work, patience patience)
    {
        threads.push_back(std::this_thread::get_id());
        if (patience == patience::none && is_held_by_others)
            return error{errc::temporarily_unavailable, "held"};
        if (on_begin)
            on_begin();
        ++transactions;
        work();
        if (is_broken)
            throw std::runtime_error("broken");
        return commit_outcome;
    }

    bool is_held_by_others = false;
    bool is_broken = false;
    std::function<void()> on_begin;
    result<void> commit_outcome;
    int transactions = 0;
    std::vector<std::thread::id> threads;
};

struct noted_change final : store::group_commit::change
{
    noted_change(int number, std::vector<int>& made, std::counting_semaphore<>& all_done)
        : number(number), made(made), all_done(all_done)
    {
    }

    void make() noexcept override { made.push_back(number); }
    void done(const result<void>& committed) noexcept override
    {
        outcome = committed;
        ++times_done;
        all_done.release();
    }

    int number;
    std::vector<int>& made;
    std::counting_semaphore<>& all_done;
    std::optional<result<void>> outcome;
    bool is_taken = false; ///< Into the queue.
    int times_done = 0;
};

struct fixture
{
    std::shared_ptr<noted_store> store = std::make_shared<noted_store>();
    store::group_commit_options options;
    std::vector<int> made; ///< The changes in the order in which they were made.
    std::counting_semaphore<> done{0};
    std::vector<std::unique_ptr<noted_change>> changes;
    std::unique_ptr<store::group_commit> queue;

    void open() { queue = std::make_unique<store::group_commit>(store::erase(store), options); }

    result<void> add(std::size_t bytes = 1)
    {
        changes.push_back(std::make_unique<noted_change>(static_cast<int>(changes.size()), made, done));
        auto added = queue->add(*changes.back(), bytes);
        changes.back()->is_taken = added.has_value();
        return added;
    }

    void expect_done(std::size_t count)
    {
        for (std::size_t number = 0; number != count; ++number)
            done.acquire();
        BOOST_TEST(!done.try_acquire());
        for (std::size_t number = 0; number != count; ++number)
            BOOST_TEST(changes[number]->times_done == 1);
    }

    /// After each case: once no thread commits any more, what was taken has been told once.
    void teardown()
    {
        queue->stop();
        for (const auto& each : changes)
            BOOST_TEST(each->times_done == (each->is_taken ? 1 : 0), "change " << each->number);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(group_commit, fixture)

BOOST_AUTO_TEST_CASE(what_waits_shares_a_transaction_in_its_order)
{
    open();
    for (int number = 0; number != 3; ++number)
        BOOST_TEST(add().has_value());
    BOOST_TEST(made.empty());
    BOOST_TEST(queue->waiting_bytes() == 3u);
    queue->start();
    expect_done(3);
    BOOST_TEST(store->transactions == 1);
    BOOST_TEST(made == (std::vector{0, 1, 2}), boost::test_tools::per_element());
    BOOST_TEST(changes[2]->outcome->has_value());
    BOOST_TEST(queue->waiting_bytes() == 0u);
    queue->start();
    BOOST_TEST(store->transactions == 1);
}

BOOST_AUTO_TEST_CASE(small_groups_are_committed_on_the_calling_thread)
{
    options.quick_bytes = 10;
    options.quick_time = std::chrono::hours(1);
    open();
    BOOST_TEST(add(10).has_value());
    queue->start();
    expect_done(1);
    BOOST_TEST((store->threads.back() == std::this_thread::get_id()));
    BOOST_TEST(add(11).has_value());
    queue->start();
    done.acquire();
    BOOST_TEST((store->threads.back() != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(a_slow_disk_is_left_to_the_committing_thread)
{
    options.quick_time = {};
    open();
    for (int number = 0; number != 2; ++number) {
        BOOST_TEST(add().has_value());
        queue->start();
        done.acquire();
    }
    BOOST_TEST((store->threads.front() == std::this_thread::get_id())); // Nothing was known of the disk.
    BOOST_TEST((store->threads.back() != std::this_thread::get_id()));
}

BOOST_AUTO_TEST_CASE(a_group_ends_when_it_is_large)
{
    options.group_bytes = 10;
    open();
    for (int number = 0; number != 5; ++number)
        BOOST_TEST(add(4).has_value());
    queue->start();
    expect_done(5);
    BOOST_TEST(store->transactions == 3);
    BOOST_TEST(made == (std::vector{0, 1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_group_of_no_bytes_has_one_change)
{
    options.group_bytes = 0;
    open();
    for (const std::size_t bytes : {0, 0, 1})
        BOOST_TEST(add(bytes).has_value());
    queue->start();
    expect_done(3);
    BOOST_TEST(store->transactions == 3);
}

BOOST_AUTO_TEST_CASE(a_change_that_is_larger_than_a_group_is_committed_alone)
{
    options.group_bytes = 10;
    open();
    for (const std::size_t bytes : {11, 1, 1, 11})
        BOOST_TEST(add(bytes).has_value());
    queue->start();
    expect_done(4);
    BOOST_TEST(store->transactions == 3);
    BOOST_TEST(made == (std::vector{0, 1, 2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(small_changes_go_before_large_ones_in_a_group_that_has_room_for_both)
{
    options.group_bytes = 10;
    options.small_bytes = 2;
    open();
    for (const std::size_t bytes : {6, 2, 2, 6})
        BOOST_TEST(add(bytes).has_value());
    queue->start();
    expect_done(4);
    BOOST_TEST(made == (std::vector{1, 2, 0, 3}), boost::test_tools::per_element());
    BOOST_TEST(store->transactions == 2);
}

BOOST_AUTO_TEST_CASE(small_changes_and_large_ones_that_find_no_room_go_by_turns)
{
    options.group_bytes = 10;
    options.small_bytes = 2;
    open();
    for (const std::size_t bytes : {10, 9, 1, 2, 2, 2, 2, 2, 2, 10})
        BOOST_TEST(add(bytes).has_value());
    queue->start();
    expect_done(10);
    BOOST_TEST(made == (std::vector{2, 3, 4, 5, 6, 0, 7, 8, 1, 9}), boost::test_tools::per_element());
    BOOST_TEST(store->transactions == 5);
}

BOOST_AUTO_TEST_CASE(small_changes_fill_the_turn_of_large_ones)
{
    options.group_bytes = 10;
    options.small_bytes = 2;
    open();
    for (const std::size_t bytes : {6, 2, 2, 2, 2, 2, 2})
        BOOST_TEST(add(bytes).has_value());
    queue->start();
    expect_done(7);
    BOOST_TEST(made == (std::vector{1, 2, 3, 4, 5, 0, 6}), boost::test_tools::per_element());
    BOOST_TEST(store->transactions == 2);
}

BOOST_AUTO_TEST_CASE(a_large_change_has_its_turn_while_small_ones_keep_coming)
{
    options.group_bytes = 10;
    options.small_bytes = 2;
    open();
    for (const std::size_t bytes : {11, 2})
        BOOST_TEST(add(bytes).has_value());
    store->on_begin = [this] {
        if (changes.size() < 6)
            static_cast<void>(add(2));
    };
    queue->start();
    expect_done(6);
    BOOST_TEST(made == (std::vector{1, 0, 2, 3, 4, 5}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_group_that_waits_on_keeps_its_order)
{
    options.small_bytes = 2;
    store->is_held_by_others = true;
    open();
    for (const std::size_t bytes : {8, 1, 8, 1})
        BOOST_TEST(add(bytes).has_value());
    queue->start();
    expect_done(4);
    BOOST_TEST(made == (std::vector{1, 3, 0, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(more_than_the_bound_is_refused_until_there_is_room)
{
    options.most_waiting_bytes = 10;
    open();
    BOOST_TEST(add(6).has_value());
    const auto refused = add(6);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == errc::resource_exhausted));
    BOOST_TEST(changes[1]->times_done == 0);
    BOOST_TEST(add(4).has_value());
    queue->start();
    done.acquire();
    done.acquire();
    BOOST_TEST(made == (std::vector{0, 2}), boost::test_tools::per_element());
    BOOST_TEST(add(11).has_value()); // Alone it never fits: nothing else waits.
    queue->start();
    done.acquire();
    BOOST_TEST(changes[3]->outcome->has_value());
}

BOOST_AUTO_TEST_CASE(a_store_that_others_hold_is_waited_for_by_the_committing_thread)
{
    store->is_held_by_others = true;
    open();
    for (int number = 0; number != 3; ++number)
        BOOST_TEST(add().has_value());
    queue->start();
    expect_done(3);
    BOOST_TEST(store->transactions == 1);
    BOOST_TEST((store->threads.back() != std::this_thread::get_id()));
    BOOST_TEST(made == (std::vector{0, 1, 2}), boost::test_tools::per_element());
    BOOST_TEST(changes[0]->outcome->has_value());
}

BOOST_AUTO_TEST_CASE(all_of_a_group_are_told_that_its_commit_failed)
{
    open();
    store->commit_outcome = error{errc::internal_error, "full"};
    BOOST_TEST(add().has_value());
    BOOST_TEST(add().has_value());
    queue->start();
    expect_done(2);
    for (const auto& each : changes)
        BOOST_TEST(each->outcome->error().message == "full");
    store->commit_outcome = {};
    BOOST_TEST(add().has_value());
    queue->start();
    done.acquire();
    BOOST_TEST(changes[2]->outcome->has_value());
}

BOOST_AUTO_TEST_CASE(what_a_store_throws_is_told_too)
{
    open();
    store->is_broken = true;
    BOOST_TEST(add().has_value());
    queue->start();
    expect_done(1);
    BOOST_TEST(changes[0]->outcome->error().message == "broken");
}

BOOST_AUTO_TEST_CASE(what_comes_during_a_commit_goes_into_the_next_transaction)
{
    options.quick_bytes = 0;
    open();
    std::binary_semaphore begun(0);
    std::binary_semaphore may_go_on(0);
    store->on_begin = [&, is_first = true]() mutable {
        if (!std::exchange(is_first, false))
            return;
        begun.release();
        may_go_on.acquire();
    };
    BOOST_TEST(add().has_value());
    queue->start();
    begun.acquire();
    BOOST_TEST(add().has_value());
    BOOST_TEST(add().has_value());
    queue->start(); // Does not wait for the one that is under way.
    BOOST_TEST(made.empty());
    may_go_on.release();
    expect_done(3);
    BOOST_TEST(store->transactions == 2);
}

BOOST_AUTO_TEST_CASE(stopping_finishes_what_is_under_way_and_tells_what_waits)
{
    options.quick_bytes = 0;
    open();
    std::binary_semaphore begun(0);
    std::binary_semaphore may_go_on(0);
    store->on_begin = [&] {
        begun.release();
        may_go_on.acquire();
    };
    BOOST_TEST(add().has_value());
    queue->start();
    begun.acquire();
    BOOST_TEST(add().has_value());
    std::thread stopping([&] { queue->stop(); });
    while (add().has_value()) {
        // Until the stop has begun.
        std::this_thread::yield();
    }
    may_go_on.release();
    stopping.join();
    BOOST_TEST(changes[0]->outcome->has_value());
    BOOST_TEST((changes[1]->outcome->error().code == errc::temporarily_unavailable));
    BOOST_TEST(made == (std::vector{0}), boost::test_tools::per_element());
    BOOST_TEST((add().error().code == errc::temporarily_unavailable));
    BOOST_TEST(changes.back()->times_done == 0);
}

BOOST_AUTO_TEST_CASE(many_threads_have_each_change_done_once)
{
    open();
    constexpr int threads = 8;
    constexpr int each = 200;
    std::latch all_there(threads);
    std::vector<int> sum(threads);
    {
        std::vector<std::jthread> running;
        for (int thread = 0; thread != threads; ++thread)
            running.emplace_back([&, thread] {
                all_there.arrive_and_wait();
                std::counting_semaphore<> own(0);
                for (int number = 0; number != each; ++number) {
                    noted_change change(1, made, own);
                    if (queue->add(change, 1).has_error())
                        return;
                    queue->start();
                    own.acquire();
                    sum[static_cast<std::size_t>(thread)] += change.outcome->has_value() ? change.times_done : 0;
                }
            });
    }
    for (const int done_by_thread : sum)
        BOOST_TEST(done_by_thread == each);
    BOOST_TEST(made.size() == static_cast<std::size_t>(threads) * each);
}

BOOST_AUTO_TEST_SUITE_END()
