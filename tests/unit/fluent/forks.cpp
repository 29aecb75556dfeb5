#include "recording.hpp"
#include <tests/environment.hpp>

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <netinet/in.h>
#include <sys/socket.h>
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

/// Does something again and again on a thread, as long as this lives.
class busy_thread
{
public:
    explicit busy_thread(std::function<void()> act)
        : thread_([this, act = std::move(act)] {
              while (!has_ended_)
                  act();
          })
    {
    }
    busy_thread(const busy_thread&) = delete;
    busy_thread& operator=(const busy_thread&) = delete;
    ~busy_thread()
    {
        has_ended_ = true;
        thread_.join();
    }

private:
    std::atomic<bool> has_ended_ = false;
    std::thread thread_;
};

/// Holds up a thread that gets there, until it is opened.
class gate
{
public:
    void pass()
    {
        std::unique_lock lock(mutex_);
        is_reached_ = true;
        changed_.notify_all();
        changed_.wait(lock, [&] { return is_open_; });
    }

    void wait_until_reached()
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return is_reached_; });
    }

    void open()
    {
        const std::lock_guard lock(mutex_);
        is_open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool is_reached_ = false;
    bool is_open_ = false;
};

/// A server that takes a request and never answers it.
class silent_server
{
public:
    silent_server() : listening_(::socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address = {
            .sin_family = AF_INET, .sin_port = 0, .sin_addr = {::htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
        socklen_t size = sizeof address;
        auto* const generic = reinterpret_cast<sockaddr*>(&address);
        BOOST_TEST_REQUIRE(::bind(listening_, generic, size) == 0);
        BOOST_TEST_REQUIRE(::listen(listening_, 1) == 0);
        BOOST_TEST_REQUIRE(::getsockname(listening_, generic, &size) == 0);
        port_ = ::ntohs(address.sin_port);
    }
    silent_server(const silent_server&) = delete;
    silent_server& operator=(const silent_server&) = delete;
    ~silent_server() { hang_up(); }

    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

    void wait_for_request()
    {
        char first = 0;
        connection_ = ::accept(listening_, nullptr, nullptr);
        BOOST_TEST_REQUIRE(::recv(connection_, &first, 1, 0) == 1);
    }

    void hang_up()
    {
        for (auto* const each : {&connection_, &listening_})
            if (*each >= 0)
                ::close(std::exchange(*each, -1));
    }

private:
    int listening_;
    int connection_ = -1;
    int port_ = 0;
};

/// A store in memory that children record to, each in its own copy.
struct recording_in_children : test::recording
{
    /// Whether a run can be started and ended here.
    bool records()
    {
        set_tracking_api(api);
        auto started = start_run();
        started.end();
        return status(started.id()) == run_status::FINISHED;
    }
};

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

BOOST_FIXTURE_TEST_SUITE(fluent_forks, recording_in_children)

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
    const busy_thread asking([] {
        static_cast<void>(active_run());
        static_cast<void>(get_tracking_uri());
    });
    bool is_so = true;
    for (int child = 0; is_so && child != 200; ++child)
        is_so = child_finds([] { return !active_run() && get_tracking_uri().empty(); });
    BOOST_TEST(is_so);
}

// The thread sanitizer takes a thread that a child starts for one of its parent that has the same id.
#ifndef __SANITIZE_THREAD__

BOOST_AUTO_TEST_CASE(a_child_records_whatever_threads_of_its_parent_set)
{
    {
        const auto ended = start_run(); // From now on settings of endings are set in the system.
    }
    const busy_thread setting([] {
        set_ending_options({.on_signals = false});
        set_ending_options({});
        set_system_metrics_node_id("a name that is longer than what a string holds by itself");
        set_system_metrics_node_id();
        fluent::active_experiment::instance().set({});
    });
    bool is_so = true;
    for (int child = 0; is_so && child != 100; ++child)
        is_so = child_finds([&] { return records(); });
    BOOST_TEST(is_so);
}

BOOST_AUTO_TEST_CASE(a_child_records_while_a_thread_of_its_parent_looks_for_tags)
{
    static thread_local gate* before_tags = nullptr;
    add_tag_provider([] {
        if (before_tags != nullptr)
            before_tags->pass();
        return run_tags();
    });
    gate held_up;
    std::thread starting([&] {
        before_tags = &held_up;
        start_run().end();
    });
    held_up.wait_until_reached();
    BOOST_TEST(child_finds([&] { return records(); }));
    held_up.open();
    starting.join();
}

BOOST_AUTO_TEST_CASE(a_child_records_while_a_thread_of_its_parent_waits_for_a_server)
{
    const test::environment set{{"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0"}};
    silent_server server;
    set_tracking_uri(server.url());
    bool is_told = false;
    std::thread starting([&] {
        try {
            start_run().end();
        } catch (const exception&) {
            is_told = true;
        }
    });
    server.wait_for_request();
    BOOST_TEST(child_finds([&] { return records(); }));
    server.hang_up();
    starting.join();
    BOOST_TEST(is_told);
}

#endif

BOOST_AUTO_TEST_SUITE_END()
