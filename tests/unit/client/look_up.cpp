#include <mltrack/client.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <dlfcn.h>
#include <future>
#include <netdb.h>
#include <semaphore>

using namespace mltrack;
using namespace std::chrono_literals;

namespace {

std::binary_semaphore asked(0);    ///< The slow host has been asked for.
std::binary_semaphore answered(0); ///< It may be answered.

} // namespace

/// Takes the place of the C library's function in this program: the name `slow.test` is looked up as slowly as a test
/// wants.
extern "C" int getaddrinfo(const char* host, const char* service, const addrinfo* hints, addrinfo** found)
{
    static const auto real = reinterpret_cast<decltype(&getaddrinfo)>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    if (host == nullptr || std::string_view(host) != "slow.test")
        return real(host, service, hints, found);
    asked.release();
    answered.acquire();
    return EAI_NONAME;
}

BOOST_AUTO_TEST_SUITE(client_look_up)

BOOST_AUTO_TEST_CASE(takes_no_longer_than_a_connection_may)
{
    client client("http://slow.test:5000", {.connect_timeout = 1ms, .max_retries = 0});
    const auto outcome = client.try_call<schema::search_experiments>({});
    answered.release();
    BOOST_TEST(describe(outcome.error().code).name == "TEMPORARILY_UNAVAILABLE");
    BOOST_TEST(outcome.error().message ==
               "Cannot reach http://slow.test:5000: the host name 'slow.test' was not looked "
               "up within 1 ms — is the tracking URI right?");
    asked.acquire();
}

BOOST_AUTO_TEST_CASE(is_cancelled)
{
    client client("http://slow.test:5000", {.connect_timeout = 1h, .max_retries = 0});
    boost::asio::cancellation_signal cancel;
    std::promise<errc> code;
    client.async_call<schema::search_experiments>(
        {},
        boost::asio::bind_cancellation_slot(cancel.slot(), [&](result<schema::search_experiments::response> outcome) {
            code.set_value(outcome.error().code);
        }));
    asked.acquire();
    cancel.emit(boost::asio::cancellation_type::terminal);
    BOOST_TEST(describe(code.get_future().get()).name == "CANCELLED");
    answered.release();
}

BOOST_AUTO_TEST_SUITE_END()
