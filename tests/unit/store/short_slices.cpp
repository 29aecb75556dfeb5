#include <mltrack/store/group/impl/short_slices.hpp>

#include <boost/test/unit_test.hpp>

#ifdef __linux__
#include <sys/resource.h>
#include <thread>
#include <utility>

namespace {

/// The policy and the niceness of a thread that asked for short slices.
std::pair<int, int> after_short_slices(int policy, int niceness)
{
    std::pair<int, int> found;
    std::thread([&] {
        const ::sched_param none{};
        ::sched_setscheduler(0, policy, &none);
        ::setpriority(PRIO_PROCESS, static_cast<::id_t>(::gettid()), niceness);
        mltrack::store::detail::take_short_slices();
        found = {::sched_getscheduler(0) & ~SCHED_RESET_ON_FORK,
                 ::getpriority(PRIO_PROCESS, static_cast<::id_t>(::gettid()))};
    }).join();
    return found;
}

} // namespace

BOOST_AUTO_TEST_SUITE(short_slices)

BOOST_AUTO_TEST_CASE(a_thread_keeps_its_policy_and_niceness)
{
    BOOST_TEST((after_short_slices(SCHED_OTHER, 5) == std::pair(SCHED_OTHER, 5)));
    BOOST_TEST((after_short_slices(SCHED_BATCH, 7) == std::pair(SCHED_BATCH, 7)));
}

BOOST_AUTO_TEST_SUITE_END()
#endif
