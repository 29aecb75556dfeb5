#include <mltrack/client/retry.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <vector>

using namespace mltrack;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
namespace data = boost::unit_test::data;

namespace {

result<transport::response> status(int code, transport::headers headers = {})
{
    return transport::response{code, std::move(headers), ""};
}

const schema::unix_ms now(1'000'000'000'000); // Sun, 09 Sep 2001 01:46:40 GMT

/// The waits until the machine gives up.
std::vector<milliseconds> waits(const client_options& options, const result<transport::response>& outcome,
                                double random = 0)
{
    calling::retry machine(options);
    std::vector<milliseconds> all;
    while (const auto wait = machine.next(outcome, now, random))
        all.push_back(*wait);
    return all;
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_retry)

struct statuses
{
    int status;
    bool repeated;

    friend std::ostream& operator<<(std::ostream& out, const statuses& each) { return out << each.status; }
};

const statuses status_table[] = {{200, false}, {201, false}, {301, false}, {400, false}, {401, false}, {403, false},
                                 {404, false}, {408, true},  {409, false}, {413, false}, {429, true},  {500, true},
                                 {501, false}, {502, true},  {503, true},  {504, true},  {505, false}};

BOOST_DATA_TEST_CASE(by_status, data::make(status_table), line)
{
    BOOST_TEST(waits({}, status(line.status)).empty() == !line.repeated);
}

BOOST_AUTO_TEST_CASE(faults_that_last_are_final)
{
    const auto repeated = [](int code, std::string body) {
        return !waits({}, transport::response{code, {}, std::move(body)}).empty();
    };
    BOOST_TEST(!repeated(500, R"({"error_code": "INVALID_STATE", "message": "the experiment is deleted"})"));
    BOOST_TEST(!repeated(500, R"({"error_code": "FEATURE_DISABLED", "message": "no workspaces"})"));
    BOOST_TEST(repeated(500, R"({"error_code": "INTERNAL_ERROR", "message": "the database is busy"})"));
    BOOST_TEST(repeated(500, "<html>INVALID_STATE</html>"));
    BOOST_TEST(repeated(503, R"({"error_code": "INVALID_STATE", "message": "starting"})"));
}

BOOST_AUTO_TEST_CASE(lost_connections_are_repeated_other_errors_are_final)
{
    BOOST_TEST(waits({}, error{errc::temporarily_unavailable, ""}).size() == 7u);
    for (const errc code :
         {errc::cancelled, errc::internal_error, errc::invalid_parameter_value, errc::not_implemented})
        BOOST_TEST(waits({}, error{code, ""}).empty());
}

BOOST_AUTO_TEST_CASE(waits_as_mlflow_does)
{
    const std::vector<milliseconds> expected = {0s, 4s, 8s, 16s, 32s, 64s, 120s};
    BOOST_CHECK(waits({}, status(500)) == expected);
}

BOOST_AUTO_TEST_CASE(jitter_is_added_but_not_to_the_first_nor_beyond_the_longest)
{
    const std::vector<milliseconds> expected = {0ms, 4500ms, 8500ms, 16500ms, 32500ms, 64500ms, 120000ms};
    BOOST_CHECK(waits({}, status(500), 0.5) == expected);
    BOOST_CHECK(waits({.max_retries = 2, .backoff_jitter = 10s}, status(500), 0.5).back() == 9s);
}

BOOST_AUTO_TEST_CASE(options_count)
{
    BOOST_TEST(waits({.max_retries = 0}, status(500)).empty());
    BOOST_TEST(waits({.max_retries = 3}, status(500)).size() == 3u);
    const std::vector<milliseconds> expected = {0ms, 20ms, 30ms, 30ms};
    BOOST_CHECK(waits({.max_retries = 4, .backoff_base = 10ms, .backoff_max = 30ms}, status(500)) == expected);
    BOOST_TEST(waits({.max_retries = 1000, .backoff_max = 24h}, status(500)).size() == 1000u);
    BOOST_CHECK(waits({.max_retries = 2, .backoff_base = 0ms}, status(500)).back() == 0ms);
}

BOOST_AUTO_TEST_CASE(retry_after_sets_every_wait)
{
    const client_options options{.max_retries = 2};
    for (const int code : {408, 429, 500, 503}) {
        const std::vector<milliseconds> expected = {3s, 3s};
        BOOST_CHECK(waits(options, status(code, {{"retry-after", "3"}}), 0.9) == expected);
    }
    BOOST_TEST(waits(options, status(400, {{"Retry-After", "3"}})).empty());
}

BOOST_AUTO_TEST_CASE(retry_after_has_a_limit)
{
    BOOST_CHECK(waits({.max_retries = 1}, status(429, {{"Retry-After", "86400"}})).front() == 2min);
    BOOST_CHECK(waits({.max_retries = 1, .backoff_max = 48h}, status(429, {{"Retry-After", "86400"}})).front() == 24h);
}

BOOST_AUTO_TEST_CASE(a_retry_after_that_says_nothing_is_ignored)
{
    const std::vector<milliseconds> expected = {0s, 4s};
    for (const char* text : {"soon", "", "3 s", "1.5", "Sun, 99 Nov 2001 00:00:00 GMT"})
        BOOST_CHECK(waits({.max_retries = 2}, status(503, {{"Retry-After", text}})) == expected);
}

struct retry_after
{
    const char* text;
    std::optional<milliseconds> wait;

    friend std::ostream& operator<<(std::ostream& out, const retry_after& each) { return out << each.text; }
};

const retry_after retry_after_table[] = {
    {"0", 0s},
    {"7", 7s},
    {"-5", 0s},
    {"99999999999999999", std::chrono::seconds(1'000'000'000)},
    {"Sun, 09 Sep 2001 01:46:50 GMT", 10s},
    {"Sun, 09 Sep 2001 01:46:40 GMT", 0s},
    {"Sun, 06 Nov 1994 08:49:37 GMT", 0s},
    {"Mon, 10 Sep 2001 01:46:40 GMT", 24h},
    {"Mon, 10 Xyz 2001 01:46:40 GMT", std::nullopt},
    {"Mon, 10 anF 2001 01:46:40 GMT", std::nullopt},
    {"Fri, 30 Feb 2001 01:46:40 GMT", std::nullopt},
    {"Mon, 10 Sep 2001 25:46:40 GMT", std::nullopt},
    {"", std::nullopt},
    {"7x", std::nullopt},
    {"99999999999999999999", std::nullopt},
};

BOOST_DATA_TEST_CASE(retry_after_forms, data::make(retry_after_table), line)
{
    BOOST_CHECK(calling::wait_of(line.text, now) == line.wait);
}

BOOST_AUTO_TEST_SUITE_END()
