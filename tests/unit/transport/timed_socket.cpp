#include <mltrack/transport/impl/timed_socket.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <optional>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>
#include <vector>

/// @file
/// Timers fire in the order of their times however late the program is, so these tests go by what came before what.

using namespace std::chrono_literals;
using mltrack::transport::detail::error_code;
using mltrack::transport::detail::timed_socket;
namespace asio = boost::asio;
namespace detail = mltrack::transport::detail;

namespace {

struct fixture
{
    using clock = timed_socket::clock;

    asio::io_context io;
    std::optional<timed_socket> ours;
    int theirs = -1;
    detail::timer probe{io};
    const clock::time_point start = clock::now();
    std::array<char, 16> bytes{};
    std::vector<std::string> events; ///< In their order.

    fixture()
    {
        int ends[2];
        BOOST_TEST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
        timed_socket::socket_type socket(io);
        socket.assign(detail::tcp_protocol::v4(), ends[0]);
        ours.emplace(std::move(socket));
        theirs = ends[1];
    }

    ~fixture() { ::close(theirs); }

    void note(const char* operation, error_code error, std::size_t length)
    {
        const std::string end = error == asio::error::operation_aborted ? " cut off" : " failed: " + error.message();
        events.push_back(operation + (error ? end : " of " + std::to_string(length)));
    }

    void read()
    {
        ours->async_read_some(asio::buffer(bytes),
                              [this](error_code error, std::size_t length) { note("read", error, length); });
    }

    /// Has the peer send a byte at a time.
    void send_at(clock::duration time)
    {
        probe.expires_at(start + time);
        probe.async_wait([this](error_code) {
            events.push_back("sent");
            BOOST_TEST(::write(theirs, "x", 1) == 1);
        });
    }

    /// Notes a moment.
    void pass(clock::duration time)
    {
        probe.expires_at(start + time);
        probe.async_wait([this](error_code) { events.push_back("passed"); });
    }

    /// Runs until as much has happened, or nothing for a long time.
    void expect(const std::vector<std::string>& expected)
    {
        detail::timer guard(io, start + 1min);
        guard.async_wait([this](error_code cancelled) {
            if (!cancelled)
                io.stop();
        });
        while (events.size() < expected.size() && io.run_one() != 0) {
        }
        BOOST_TEST(events == expected, boost::test_tools::per_element());
    }

    /// Whether nothing is left to wait for.
    bool is_idle()
    {
        io.restart();
        io.run_for(1min);
        return io.stopped();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(timed_socket_, fixture)

BOOST_AUTO_TEST_CASE(cuts_off_a_read_whose_time_is_over)
{
    ours->expires_at(start + 2ms);
    read();
    expect({"read cut off"});
    char byte;
    BOOST_TEST(::read(theirs, &byte, 1) == 0); // The peer sees the end.
}

BOOST_AUTO_TEST_CASE(cuts_off_a_write_whose_time_is_over)
{
    const std::string large(64 << 20, 'x'); // More than the system takes.
    ours->socket().non_blocking(true);
    error_code full;
    while (!full)
        ours->socket().write_some(asio::buffer(large), full);
    BOOST_TEST((full == asio::error::would_block));
    ours->expires_after(2ms);
    ours->async_write_some(asio::buffer(large),
                           [this](error_code error, std::size_t length) { note("write", error, length); });
    expect({"write cut off"});
}

BOOST_AUTO_TEST_CASE(leaves_what_ends_in_time)
{
    ours->expires_at(start + 1h);
    read();
    send_at(2ms);
    expect({"sent", "read of 1"});
}

BOOST_AUTO_TEST_CASE(keeps_to_a_time_that_is_put_off)
{
    ours->expires_at(start + 2ms);
    ours->expires_at(start + 40ms);
    read();
    pass(20ms);
    expect({"passed", "read cut off"});
}

BOOST_AUTO_TEST_CASE(keeps_to_a_time_that_is_put_off_again_and_again)
{
    for (const auto time : {2ms, 10ms, 20ms, 60ms})
        ours->expires_at(start + time);
    read();
    pass(40ms);
    expect({"passed", "read cut off"});
}

BOOST_AUTO_TEST_CASE(keeps_to_a_time_that_is_brought_forward)
{
    ours->expires_at(start + 1h);
    ours->expires_at(start + 2ms);
    read();
    expect({"read cut off"});
}

BOOST_AUTO_TEST_CASE(keeps_to_a_shorter_time_after_an_operation_that_ended)
{
    ours->expires_at(start + 1h);
    BOOST_TEST(::write(theirs, "x", 1) == 1);
    read();
    expect({"read of 1"});
    ours->expires_never();
    ours->expires_at(start + 2ms);
    read();
    expect({"read of 1", "read cut off"});
}

BOOST_AUTO_TEST_CASE(does_not_cut_off_what_has_no_time_any_more)
{
    ours->expires_at(start + 2ms);
    ours->expires_never();
    read();
    send_at(20ms);
    expect({"sent", "read of 1"});
}

BOOST_AUTO_TEST_CASE(keeps_to_a_time_after_none)
{
    ours->expires_at(start + 2ms);
    ours->expires_never();
    pass(10ms);
    expect({"passed"}); // The timer has fired and looked.
    ours->expires_after(2ms);
    read();
    expect({"passed", "read cut off"});
}

BOOST_AUTO_TEST_CASE(keeps_to_a_later_time_after_none)
{
    ours->expires_at(start + 2ms);
    ours->expires_never();
    ours->expires_at(start + 40ms);
    read();
    pass(20ms);
    expect({"passed", "read cut off"});
}

BOOST_AUTO_TEST_CASE(a_time_that_is_over_already_cuts_off)
{
    ours->expires_at(start - 1h);
    read();
    expect({"read cut off"});
}

BOOST_AUTO_TEST_CASE(may_be_destroyed_while_its_timer_runs)
{
    ours->expires_at(start + 1h);
    read();
    ours.reset();
    expect({"read cut off"});
    BOOST_TEST(is_idle()); // The timer of an hour holds nobody.
}

BOOST_AUTO_TEST_CASE(may_be_destroyed_when_its_timer_has_fired)
{
    ours->expires_at(start - 1h);
    read();
    io.poll_one(); // What became of the timer is on its way.
    ours.reset();
    expect({"read cut off"});
    BOOST_TEST(is_idle());
}

BOOST_AUTO_TEST_CASE(may_be_moved_while_its_timer_runs)
{
    ours->expires_at(start + 2ms);
    timed_socket moved(std::move(*ours));
    ours.emplace(std::move(moved));
    read();
    expect({"read cut off"});
}

BOOST_AUTO_TEST_SUITE_END()
