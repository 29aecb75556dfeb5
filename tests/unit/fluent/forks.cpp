#include "recording.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace mltrack;
using schema::run_status;
using test::says;

namespace {

/// Whether a forked child finds this to be so; no when it hangs or throws.
bool child_finds(const auto& condition)
{
    const auto child = ::fork();
    if (child == 0) {
        ::alarm(30);
        bool is_so = false;
        try {
            is_so = condition();
        } catch (...) {
            is_so = false;
        }
        ::_exit(is_so ? 0 : 1);
    }
    int status = 0;
    return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool is_refused(const auto& call)
{
    try {
        call();
        return false;
    } catch (const exception& refused) {
        return says(errc::invalid_state, "call set_tracking_api or set_tracking_uri in the child")(refused);
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_forks, test::recording)

BOOST_AUTO_TEST_CASE(a_child_does_not_end_the_parents_run)
{
    auto started = start_run();
    BOOST_TEST(child_finds([&] {
        started.end();
        end_run();
        return status(started.id()) == run_status::RUNNING;
    }));
    BOOST_TEST((status(started.id()) == run_status::RUNNING));
    started.end();
    BOOST_TEST((status(started.id()) == run_status::FINISHED));
}

BOOST_AUTO_TEST_CASE(a_child_is_told_that_the_programs_api_is_its_parents)
{
    {
        const auto ended = start_run();
    }
    BOOST_TEST(child_finds([&] {
        return is_refused([] { current_api(); }) && is_refused([] { start_run().keep_open(); }) && !last_active_run() &&
               get_tracking_uri().empty() && is_tracking_uri_set();
    }));
    BOOST_CHECK_NO_THROW(current_api());
}

BOOST_AUTO_TEST_CASE(a_child_may_set_an_api_of_its_own)
{
    BOOST_TEST(child_finds([&] {
        set_tracking_api(api);
        const auto started = start_run();
        return status(started.id()) == run_status::RUNNING;
    }));
    BOOST_TEST(child_finds([&] {
        set_tracking_uri("http://127.0.0.1:1");
        current_api();
        return get_tracking_uri() == "http://127.0.0.1:1";
    }));
}

BOOST_AUTO_TEST_CASE(a_child_is_not_held_up_by_what_threads_of_its_parent_are_at)
{
    std::atomic<bool> has_ended = false;
    std::thread asking([&] {
        while (!has_ended) {
            static_cast<void>(active_run());
            static_cast<void>(get_tracking_uri());
        }
    });
    bool is_so = true;
    for (int child = 0; is_so && child != 200; ++child)
        is_so = child_finds([] { return !active_run() && get_tracking_uri().empty(); });
    has_ended = true;
    asking.join();
    BOOST_TEST(is_so);
}

BOOST_AUTO_TEST_SUITE_END()
