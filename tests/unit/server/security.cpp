#include <mltrack/codec/split_list.hpp>
#include <mltrack/server/security/guard.hpp>
#include <mltrack/server/security/text.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace mltrack;
using serving::guard;
using serving::host_check;
using serving::origin_check;

namespace {

/// The status that a guard answers with; 0 when it lets the request through.
int status_of(const security_options& options, const std::string& method, transport::headers headers,
              bool any_host = false)
{
    const auto answer = guard(options).intercept({method, "/", std::move(headers)}, any_host);
    return answer ? answer->status : 0;
}

auto names(const std::string& entry)
{
    return [entry](const exception& fault) {
        return fault.code() == errc::invalid_parameter_value &&
               fault.error().message.find('\'' + entry + '\'') != std::string::npos;
    };
}

} // namespace

BOOST_AUTO_TEST_SUITE(server_security)

BOOST_AUTO_TEST_CASE(allows_this_machine_and_private_networks)
{
    const host_check check({});
    for (const auto* host :
         {"localhost", "LOCALHOST:5", "localhost:5000", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:5000",
          "[0:0::1]:5000", "0.0.0.0:5000", "10.1.2.3", "10.1.2.3:5000", "192.168.0.7:5000", "172.16.0.1",
          "172.31.255.255:1", "[fc00::1]", "[fdab::1]:5000", "[::ffff:10.0.0.1]"})
        BOOST_TEST(check.allows(host), host);
    for (const auto* host : {"",
                             "evil.example",
                             "10.evil.example",
                             "10.0.0.1.evil.example",
                             "192.168.1.1.evil.example",
                             "localhost.evil",
                             "evil.localhost",
                             "127.0.0.2",
                             "8.8.8.8",
                             "172.15.0.1",
                             "172.32.0.1",
                             "[fe80::1]",
                             "[::2]",
                             "11.0.0.0",
                             "user@localhost",
                             "localhost:5000x",
                             "localhost:5:6",
                             "127.1",
                             "0x7f000001",
                             " localhost",
                             "::1",
                             "[::1",
                             "fc00:1"})
        BOOST_TEST(!check.allows(host), host);
}

BOOST_AUTO_TEST_CASE(allows_the_hosts_that_are_listed)
{
    const auto allows = [](const char* entry, const char* host) { return host_check({entry}).allows(host); };
    BOOST_TEST(allows("runs.Example", "RUNS.example"));
    BOOST_TEST(!allows("runs.example", "runs.example:5000"));
    BOOST_TEST(!allows("runs.example", "localhost"));
    BOOST_TEST(allows("runs.example:5000", "runs.example:5000"));
    BOOST_TEST(!allows("runs.example:5000", "runs.example"));
    BOOST_TEST(allows("runs.example:*", "runs.example:5000"));
    BOOST_TEST(allows("*.example", "a.b.example"));
    BOOST_TEST(!allows("*.example", "a.example:5000"));
    BOOST_TEST(!allows("*.example", "example"));
    BOOST_TEST(allows("*.example:*", "a.example:5000"));
    BOOST_TEST(allows("*:5000", "8.8.8.8:5000"));
    BOOST_TEST(allows("*", "anything at all"));
    BOOST_TEST(allows("*", ""));
    BOOST_TEST(allows("8.8.8.8", "8.8.8.8"));
    BOOST_TEST(!allows("8.8.8.8", "8.8.8.8:1"));
    BOOST_TEST(allows("8.8.8.8:1", "8.8.8.8:1"));
    BOOST_TEST(allows("8.8.*", "8.8.4.4:53"));
    BOOST_TEST(!allows("8.8.*", "8.9.4.4"));
    BOOST_TEST(!allows("8.8.*", "8.8.example"));
    BOOST_TEST(allows("8.8.0.0/17", "8.8.127.0"));
    BOOST_TEST(!allows("8.8.0.0/17", "8.8.128.0"));
    BOOST_TEST(allows("0.0.0.0/0", "8.8.8.8"));
    BOOST_TEST(!allows("0.0.0.0/0", "[2001:db8::1]"));
    BOOST_TEST(allows("2001:db8::/32", "[2001:DB8:1::]:5000"));
    BOOST_TEST(allows("[2001:db8::1]:*", "[2001:db8:0::1]:7"));
    BOOST_TEST(host_check({"a", "b"}).allows("b"));
}

BOOST_AUTO_TEST_CASE(lets_no_name_into_a_network)
{
    const auto allows = [](const char* entry, const char* host) { return host_check({entry}).allows(host); };
    BOOST_TEST(allows("10.*:5000", "10.1.2.3:5000"));
    BOOST_TEST(!allows("10.*:5000", "10.1.2.3:5001"));
    BOOST_TEST(!allows("10.*:5000", "10.evil.example:5000"));
    BOOST_TEST(allows("10.*:*", "10.1.2.3"));
    BOOST_TEST(!allows("10.*:*", "10.evil.example:5000"));
    BOOST_TEST(allows("192.168.*.*", "192.168.7.8:5000"));
    BOOST_TEST(!allows("192.168.*.*", "192.169.7.8"));
    BOOST_TEST(!allows("192.168.*.*", "192.168.evil.example"));
    BOOST_TEST(allows("192.168.1.*:5000", "192.168.1.9:5000"));
    BOOST_TEST(!allows("192.168.1.*:5000", "192.168.1.evil.example:5000"));
    BOOST_TEST(allows("127.0.0.1:50*", "127.0.0.1:5001"));
    BOOST_TEST(!allows("127.0.0.1:50*", "127.0.0.1:80"));
    BOOST_TEST(allows("fd00:*", "[fd00::1]:5000"));
    BOOST_TEST(!allows("fd00:*", "[fd01::1]"));
    BOOST_TEST(!allows("fd00:*", "fd00:5000"));
    BOOST_TEST(allows("fc00:*", "[fc00:1::]"));
    BOOST_TEST(allows("2001:db8:*", "[2001:db8::1]:5000"));
    BOOST_TEST(!allows("2001:db8:*", "[2001:db9::1]"));
    BOOST_TEST(allows("cafe:*", "cafe:5000")); // A name, not an address.
    BOOST_TEST(!allows("cafe:*", "[cafe::1]:5000"));
}

BOOST_AUTO_TEST_CASE(refuses_entries_that_are_no_hosts)
{
    for (const auto* entry : {"",
                              "http://a.example",
                              "a.example/",
                              "a b",
                              "::1",
                              "10.0.0.0/33",
                              "10.0.0.0/",
                              "a/8",
                              "10.0.0.0:5/8",
                              "user@a.example",
                              "*.exam ple",
                              "[::1",
                              "10*",
                              "10.1*",
                              "*.1.2.3",
                              "*.*",
                              "10.*.2.3",
                              "1.2.3.4.*",
                              "256.*",
                              "10.*.:5000",
                              "fd00::*",
                              "2001:db8:*:5000",
                              ":5000"})
        BOOST_CHECK_EXCEPTION(host_check({entry}), exception, names(entry));
}

BOOST_AUTO_TEST_CASE(blocks_writes_of_foreign_pages)
{
    const origin_check none({});
    for (const auto* method : {"POST", "PUT", "PATCH", "DELETE"}) {
        for (const auto* origin : {"http://evil.example", "https://localhost.evil.example", "null", "localhost",
                                   "http://127.0.0.1.evil.example:5000", "http://localhost@evil.example",
                                   "http://evil.example#localhost", "http://localhost/evil", "http://loc%61lhost"})
            BOOST_TEST(none.blocks(method, origin), origin);
        for (const auto* origin :
             {"", "http://localhost", "http://LOCALHOST:3000", "https://127.0.0.1:1", "http://[::1]:5000"})
            BOOST_TEST(!none.blocks(method, origin), origin);
    }
    for (const auto* method : {"GET", "HEAD", "OPTIONS"})
        BOOST_TEST(!none.blocks(method, "http://evil.example"));

    const origin_check some({"https://UI.example:3000", "https://*.lab.example"});
    BOOST_TEST(!some.blocks("POST", "https://ui.example:3000"));
    BOOST_TEST(some.blocks("POST", "https://ui.example"));
    BOOST_TEST(some.blocks("POST", "http://ui.example:3000"));
    BOOST_TEST(!some.blocks("POST", "https://a.lab.example"));
    BOOST_TEST(some.blocks("POST", "https://lab.example"));
    BOOST_TEST(!origin_check({"null"}).blocks("POST", "null"));
    BOOST_TEST(!origin_check({"*"}).blocks("POST", "http://evil.example"));
}

BOOST_AUTO_TEST_CASE(lets_allowed_pages_read)
{
    const origin_check some({"https://ui.example", "https://*.lab.example"});
    BOOST_TEST(some.allow_origin("https://ui.example") == "https://ui.example");
    BOOST_TEST(some.allow_origin("http://localhost:3000") == "http://localhost:3000");
    for (const auto* origin : {"", "null", "http://ui.example", "https://a.lab.example", "https://localhost:3000"})
        BOOST_TEST(some.allow_origin(origin) == "", origin);
    BOOST_TEST(origin_check({"*"}).allow_origin("http://evil.example") == "*");
    BOOST_TEST(origin_check({"*"}).allow_origin("") == "");
}

BOOST_AUTO_TEST_CASE(refuses_entries_that_are_no_origins)
{
    for (const auto* entry : {"", "ui.example", "https://ui.example/", "https://ui.example/page", "https://*.example/",
                              "https://a@ui.example", "https://"})
        BOOST_CHECK_EXCEPTION(origin_check({entry}), exception, names(entry));
}

BOOST_AUTO_TEST_CASE(stands_before_every_endpoint)
{
    const transport::headers foreign_host = {{"Host", "evil.example"}};
    const transport::headers foreign_page = {{"Host", "localhost"}, {"Origin", "http://evil.example"}};
    BOOST_TEST(status_of({}, "GET", {{"Host", "localhost"}}) == 0);
    BOOST_TEST(status_of({}, "GET", foreign_host) == 403);
    BOOST_TEST(status_of({}, "GET", {}) == 403);
    BOOST_TEST(status_of({}, "GET", foreign_host, true) == 0);
    BOOST_TEST(status_of({}, "POST", foreign_page) == 403);
    BOOST_TEST(status_of({}, "GET", foreign_page) == 0);
    BOOST_TEST(!guard({}).intercept({.method = "GET", .target = "/", .headers = {}, .in_process = true}, false));

    BOOST_TEST(status_of({.allowed_hosts = {"evil.example"}}, "GET", foreign_host) == 0);
    BOOST_TEST(status_of({.allowed_hosts = {"evil.example"}}, "GET", {{"Host", "localhost"}}) == 403);
    BOOST_TEST(status_of({.cors_allowed_origins = {"http://evil.example"}}, "POST", foreign_page) == 0);
    BOOST_TEST(status_of({.enabled = false}, "GET", foreign_host) == 0);
    BOOST_TEST(status_of({.enabled = false}, "POST", foreign_page) == 0);

    const auto refusal = guard({}).intercept({"GET", "/", foreign_host}, false);
    BOOST_TEST(refusal->headers["Content-Type"].starts_with("text/plain"));
    BOOST_TEST(refusal->headers["X-Content-Type-Options"] == "nosniff");
    BOOST_TEST(refusal->body.find("'evil.example'") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(answers_preflights)
{
    const guard some({.cors_allowed_origins = {"https://ui.example", "https://*.lab.example"}});
    const auto ask = [&](const char* origin, const char* method) {
        auto answer = some.intercept({"OPTIONS",
                                      "/any",
                                      {{"Host", "localhost"},
                                       {"Origin", origin},
                                       {"Access-Control-Request-Method", method},
                                       {"Access-Control-Request-Headers", "content-type, x-a"}}},
                                     false);
        BOOST_REQUIRE(answer);
        return std::move(*answer);
    };
    const auto allowed = ask("https://ui.example", "PATCH");
    BOOST_TEST(allowed.status == 200);
    BOOST_TEST(allowed.body == "OK");
    BOOST_TEST(allowed.headers["Access-Control-Allow-Methods"] == "GET, POST, PUT, DELETE, OPTIONS, PATCH");
    BOOST_TEST(allowed.headers["Access-Control-Allow-Headers"] == "content-type, x-a");
    BOOST_TEST(allowed.headers["Access-Control-Max-Age"] == "600");
    BOOST_TEST(ask("http://localhost:3000", "POST").status == 200);
    BOOST_TEST(ask("http://evil.example", "POST").status == 400);
    BOOST_TEST(ask("http://evil.example", "POST").body == "Disallowed CORS origin");
    BOOST_TEST(ask("https://a.lab.example", "POST").status == 400);
    BOOST_TEST(ask("https://ui.example", "TRACE").body == "Disallowed CORS method");

    BOOST_TEST(!some.intercept({"OPTIONS", "/", {{"Host", "localhost"}, {"Origin", "http://evil.example"}}}, false));
    BOOST_TEST(status_of({}, "OPTIONS", {{"Host", "evil.example"}, {"Origin", "a"}}) == 403);
    BOOST_TEST(status_of({.enabled = false}, "OPTIONS",
                         {{"Origin", "http://localhost"}, {"Access-Control-Request-Method", "POST"}}) == 0);
}

transport::headers headers_of(const guard& guard, std::string_view origin)
{
    transport::headers headers;
    guard.add_headers(headers, origin);
    return headers;
}

BOOST_AUTO_TEST_CASE(knows_the_headers_of_every_answer)
{
    const auto plain = headers_of(guard({}), "");
    BOOST_TEST(plain["X-Content-Type-Options"] == "nosniff");
    BOOST_TEST(plain["X-Frame-Options"] == "SAMEORIGIN");
    BOOST_TEST(plain["Vary"] == "Origin");
    BOOST_TEST(plain.size() == 3u);
    BOOST_TEST(headers_of(guard({}), "http://evil.example").size() == 3u);
    BOOST_TEST(headers_of(guard({.x_frame_options = frame_options::deny}), "")["X-Frame-Options"] == "DENY");
    BOOST_TEST(headers_of(guard({.x_frame_options = frame_options::none}), "")["X-Frame-Options"] == "");
    BOOST_TEST(headers_of(guard({.enabled = false}), "http://localhost").empty());

    const auto local = headers_of(guard({}), "http://localhost:3000");
    BOOST_TEST(local["Access-Control-Allow-Origin"] == "http://localhost:3000");
    BOOST_TEST(local["Access-Control-Allow-Credentials"] == "true");
    BOOST_TEST(local["Access-Control-Expose-Headers"] == "*");
    const auto any = headers_of(guard({.cors_allowed_origins = {"*"}}), "http://evil.example");
    BOOST_TEST(any["Access-Control-Allow-Origin"] == "*");
    BOOST_TEST(any["Access-Control-Allow-Credentials"] == "");
}

BOOST_AUTO_TEST_CASE(reads_options_as_text)
{
    const std::vector<std::string> expected = {"a.example", "*:5000"};
    BOOST_TEST(codec::split_list(" a.example ,,\t*:5000,") == expected, boost::test_tools::per_element());
    BOOST_TEST(codec::split_list(" , ").empty());
    BOOST_TEST((parse_frame_options("SameOrigin").value() == frame_options::same_origin));
    BOOST_TEST((parse_frame_options("DENY").value() == frame_options::deny));
    BOOST_TEST((parse_frame_options("NONE").value() == frame_options::none));
    BOOST_TEST((parse_frame_options("ALLOWALL").error().code == errc::invalid_parameter_value));
}

BOOST_AUTO_TEST_CASE(fits_patterns)
{
    using serving::fits_pattern;
    static_assert(fits_pattern("", "") && fits_pattern("", "*") && !fits_pattern("", "a") && !fits_pattern("a", ""));
    static_assert(fits_pattern("abcabd", "a*bd") && fits_pattern("abab", "*ab") && !fits_pattern("aba", "*ab"));
    static_assert(fits_pattern("abc", "**a*b*c**") && !fits_pattern("abc", "a*d*c") && !fits_pattern("abc", "abcd"));
}

BOOST_AUTO_TEST_SUITE_END()
