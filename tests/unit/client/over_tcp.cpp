#include "scripted_server.hpp"
#include <mltrack/client.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <future>

using namespace mltrack;
using namespace std::chrono_literals;
using test::scripted_server;
namespace data = boost::unit_test::data;

namespace {

using answer = scripted_server::answer;
using received = scripted_server::received;

const std::string created = scripted_server::reply(200, R"({"experiment_id": "7"})");

/// Waits so long between repetitions that a test which needs one more than the first does not end.
client_options patient()
{
    return {.backoff_base = 1h, .backoff_max = 1h};
}

void create(client<>& client, const char* name = "e")
{
    BOOST_TEST(client.create_experiment({.name = name}).experiment_id.value == "7");
}

template <class Call>
error error_of(Call&& call)
{
    try {
        call();
    } catch (const exception& failure) {
        return failure.error();
    }
    return {errc::internal_error, "no error"};
}

void check_error(const error& given, errc code, std::string_view part)
{
    BOOST_TEST(describe(given.code).name == describe(code).name);
    BOOST_TEST(given.message.find(part) != std::string::npos, given.message);
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_over_tcp)

BOOST_AUTO_TEST_CASE(repetitions_are_told)
{
    scripted_server server([](const received& each) {
        return each.number == 0   ? answer{scripted_server::reply(503, "busy"), true}
               : each.number == 1 ? answer{{}, true}
                                  : answer{created};
    });
    std::vector<std::string> told;
    const auto tell = [&](int attempts, std::chrono::milliseconds wait, const error& why) {
        told.push_back(std::to_string(attempts) + ", " + std::to_string(wait.count()) + ": " + why.message);
        BOOST_TEST(describe(why.code).name == "TEMPORARILY_UNAVAILABLE");
    };
    client client(server.url(), {.backoff_base = 1ms, .backoff_max = 5ms, .backoff_jitter = 0ms, .on_retry = tell});
    create(client);
    BOOST_TEST_REQUIRE(told.size() == 2u);
    BOOST_TEST(told[0] == "1, 0: " + server.url() + " answered 503 to POST /api/2.0/mlflow/experiments/create");
    BOOST_TEST(told[1].starts_with("2, 2: Lost the connection to " + server.url()), told[1]);
}

BOOST_AUTO_TEST_CASE(a_request_is_sent_and_its_answer_read)
{
    scripted_server server([](const received&) { return answer{created}; });
    client client(server.url() + "/prefix/", {.user_agent = "me/1", .headers = {{"X-Custom", "a\r\nb"}}});
    create(client, "\xC3\xA4");
    const auto request = server.requests().at(0);
    BOOST_TEST(request.method == "POST");
    BOOST_TEST(request.target == "/prefix/api/2.0/mlflow/experiments/create");
    BOOST_TEST(request.body == "{\"name\":\"\xC3\xA4\",\"artifact_location\":\"\"}");
    BOOST_TEST(request.content_type == "application/json");
    BOOST_TEST(request.user_agent == "me/1");
    BOOST_TEST(request.custom == "a  b");
    BOOST_TEST("http://" + request.host == server.url());
}

BOOST_AUTO_TEST_CASE(connections_are_used_again)
{
    scripted_server server([](const received&) { return answer{created}; });
    client client(server.url());
    for (int time = 0; time != 5; ++time)
        create(client);
    BOOST_TEST(server.connections() == 1);
    BOOST_TEST(server.requests().size() == 5u);
}

BOOST_AUTO_TEST_CASE(a_server_that_closes_is_connected_anew)
{
    scripted_server server([](const received&) {
        return answer{scripted_server::reply(200, R"({"experiment_id": "7"})", "Connection: close\r\n"), true};
    });
    client client(server.url(), {.max_retries = 0});
    create(client);
    create(client);
    BOOST_TEST(server.connections() == 2);
}

BOOST_AUTO_TEST_CASE(a_stale_connection_is_replaced_without_counting)
{
    scripted_server server(
        [](const received& request) { return request.number == 1 ? answer{"", true} : answer{created}; });
    client client(server.url(), {.max_retries = 0});
    create(client);
    create(client);
    BOOST_TEST(server.connections() == 2);
    BOOST_TEST(server.requests().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_new_connection_that_breaks_counts)
{
    scripted_server server([](const received&) { return answer{"", true}; });
    client client(server.url(), {.max_retries = 1});
    check_error(error_of([&] { create(client); }), errc::temporarily_unavailable,
                "Lost the connection to " + server.url());
    BOOST_TEST(server.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(more_calls_than_connections_wait_for_their_turn)
{
    scripted_server server([](const received&) { return answer{created}; });
    client client(server.url(), {.max_connections = 2});
    std::vector<std::future<void>> calls;
    for (int number = 0; number != 12; ++number)
        calls.push_back(std::async(std::launch::async, [&] { client.create_experiment({.name = "e"}); }));
    for (auto& each : calls)
        each.get();
    BOOST_TEST(server.requests().size() == 12u);
    BOOST_TEST(server.connections() <= 2);
}

BOOST_AUTO_TEST_CASE(passing_failures_are_repeated_after_retry_after)
{
    scripted_server server([](const received& request) {
        return request.number < 2 ? answer{scripted_server::reply(503, "", "Retry-After: 0\r\n")} : answer{created};
    });
    client client(server.url(), patient());
    create(client);
    BOOST_TEST(server.requests().size() == 3u);
    BOOST_TEST(server.requests()[0].body == server.requests()[2].body);
}

BOOST_AUTO_TEST_CASE(the_last_answer_counts)
{
    scripted_server server([](const received& request) {
        return answer{scripted_server::reply(429, R"({"error_code": "RESOURCE_EXHAUSTED", "message": "no )" +
                                                      std::to_string(request.number) + "\"}")};
    });
    client client(server.url(), {.max_retries = 2, .backoff_base = 0ms, .backoff_jitter = 0ms});
    check_error(error_of([&] { create(client); }), errc::resource_exhausted, "no 2");
}

BOOST_AUTO_TEST_CASE(final_errors_are_not_repeated)
{
    scripted_server server([](const received&) {
        return answer{scripted_server::reply(400, R"({"error_code": "RESOURCE_ALREADY_EXISTS", "message": "taken"})")};
    });
    client client(server.url(), patient());
    check_error(error_of([&] { create(client); }), errc::resource_already_exists, "taken");
    const auto answer = client.try_call<schema::create_experiment>({.name = "e"});
    check_error(answer.error(), errc::resource_already_exists, "taken");
    BOOST_TEST(server.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_silent_server_times_out)
{
    scripted_server server([](const received&) { return answer{}; });
    client client(server.url(), {.request_timeout = 20ms, .max_retries = 1});
    check_error(error_of([&] { create(client); }), errc::temporarily_unavailable,
                server.url() + " did not answer within 20 ms");
    BOOST_TEST(server.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(half_an_answer_times_out)
{
    scripted_server server([](const received&) { return answer{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{"}; });
    client client(server.url(), {.request_timeout = 20ms, .max_retries = 0});
    check_error(error_of([&] { create(client); }), errc::temporarily_unavailable, "did not answer within");
}

BOOST_AUTO_TEST_CASE(an_answer_cut_short_is_no_answer)
{
    scripted_server server([](const received& request) {
        return request.number == 0 ? answer{"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"exper", true}
                                   : answer{created};
    });
    client client(server.url(), patient());
    create(client);
    BOOST_TEST(server.requests().size() == 2u);
}

BOOST_AUTO_TEST_CASE(all_framings_of_a_body_are_read)
{
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                "5\r\n{\"exp\r\n11;x=y\r\neriment_id\": \"7\"}\r\n0\r\n\r\n";
    const std::string until_end = "HTTP/1.0 200 OK\r\n\r\n{\"experiment_id\": \"7\"}";
    const std::string invited = "HTTP/1.1 100 Continue\r\n\r\n" + created;
    scripted_server server([&](const received& request) {
        return request.number == 0 ? answer{chunked} : request.number == 1 ? answer{invited} : answer{until_end, true};
    });
    client client(server.url(), {.max_retries = 0});
    for (int form = 0; form != 3; ++form)
        create(client);
    BOOST_TEST(server.connections() == 1);
}

BOOST_AUTO_TEST_CASE(what_is_no_http_is_said_so)
{
    scripted_server server([](const received&) { return answer{"SSH-2.0-OpenSSH_9.2\r\n\r\n", true}; });
    client client(server.url(), patient());
    check_error(error_of([&] { create(client); }), errc::internal_error, "answered in no valid HTTP");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_not_there_is_named)
{
    std::string url;
    {
        scripted_server gone([](const received&) { return answer{}; });
        url = gone.url();
    }
    client client(url, {.max_retries = 1});
    check_error(error_of([&] { create(client); }), errc::temporarily_unavailable,
                "Cannot reach " + url + ": connection refused — is the server running?");
}

BOOST_AUTO_TEST_CASE(a_large_body_arrives_whole)
{
    scripted_server server([](const received&) { return answer{scripted_server::reply(200, "{}")}; });
    client client(server.url());
    const std::string large(3'000'000, 'x');
    client.set_tag({.run_id = "r", .key = "k", .value = large});
    BOOST_TEST(server.requests().at(0).body.size() > large.size());
    BOOST_TEST(server.requests()[0].body.find(large) != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_early_refusal_of_a_large_body_is_heard)
{
    // Answers after the head, without reading on.
    boost::asio::io_context io;
    boost::asio::ip::tcp::acceptor acceptor(io, {boost::asio::ip::address_v4::loopback(), 0});
    std::thread server([&] {
        auto socket = acceptor.accept();
        char head[16];
        socket.receive(boost::asio::buffer(head));
        boost::asio::write(socket, boost::asio::buffer(scripted_server::reply(
                                       413, R"({"error_code": "BAD_REQUEST", "message": "too large"})")));
        socket.shutdown(boost::asio::ip::tcp::socket::shutdown_send);
        boost::system::error_code ignored;
        std::string rest(1 << 20, '\0');
        while (!ignored)
            socket.read_some(boost::asio::buffer(rest), ignored);
    });
    {
        client client("http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port()));
        const auto given =
            error_of([&] { client.set_tag({.run_id = "r", .key = "k", .value = std::string(8'000'000, 'x')}); });
        check_error(given, errc::request_too_large, "too large");
    }
    server.join();
}

struct uris
{
    const char* uri;
    errc code;
    const char* part;

    friend std::ostream& operator<<(std::ostream& out, const uris& each) { return out << each.uri; }
};

const uris bad_uris[] = {
    {"", errc::invalid_parameter_value, "http://host:port"},
    {"localhost:5000", errc::invalid_parameter_value, "http://host:port"},
    {"/mlruns", errc::invalid_parameter_value, "http://host:port"},
    {"ftp://host", errc::invalid_parameter_value, "speaks HTTP"},
    {"http://", errc::invalid_parameter_value, "speaks HTTP"},
    {"http://host:99999", errc::invalid_parameter_value, "port"},
    {"http://host:0", errc::invalid_parameter_value, "port"},
    {"http://u@host", errc::invalid_parameter_value, "without a password"},
    {"http://host/?a=b", errc::invalid_parameter_value, "query"},
    {"http://host/\r\nX: y", errc::invalid_parameter_value, "no URL"},
};

BOOST_DATA_TEST_CASE(uris_that_cannot_be, data::make(bad_uris), line)
{
    check_error(error_of([&] { client<>(line.uri); }), line.code, line.part);
}

BOOST_AUTO_TEST_CASE(a_client_of_tcp_alone_refuses_tls)
{
    check_error(error_of([] { client<transport::tcp>("https://host"); }), errc::not_implemented, "without TLS");
}

BOOST_AUTO_TEST_CASE(no_message_shows_a_password)
{
    for (const auto uri : {"http://u:secret@host:0", "http://u:sec ret@host", "http://u:sec/ret@host/",
                           "ftp://u:secret@h", "http://u:secret@host/?token=secret"}) {
        const auto refused = error_of([&] { client<>{uri}; });
        BOOST_TEST((refused.code == errc::invalid_parameter_value));
        BOOST_TEST(refused.message.find("sec") == std::string::npos, refused.message);
    }
    std::string url;
    {
        scripted_server gone([](const received&) { return answer{}; });
        url = gone.url();
    }
    client client("http://u:secret@" + url.substr(7), {.max_retries = 0});
    const auto lost = error_of([&] { create(client); });
    BOOST_TEST(lost.message.starts_with("Cannot reach " + url + ":"), lost.message);
}

BOOST_AUTO_TEST_CASE(credentials_of_the_uri_win)
{
    scripted_server server([](const received&) { return answer{created}; });
    client client("http://Aladdin:open%20sesame@" + server.url().substr(7),
                  {.headers = {{"authorization", "Bearer x"}}});
    create(client);
    BOOST_TEST(server.requests().at(0).authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

BOOST_AUTO_TEST_CASE(a_proxy_is_given_whole_urls)
{
    scripted_server proxy([](const received& each) {
        return each.number == 0 ? answer{created} : answer{scripted_server::reply(407, "")};
    });
    client client("http://runs.example:5000/ml", {.proxies = {.http = "http://u:p@" + proxy.url().substr(7)}});
    create(client);
    const auto asked = proxy.requests().at(0);
    BOOST_TEST(asked.target == "http://runs.example:5000/ml/api/2.0/mlflow/experiments/create");
    BOOST_TEST(asked.host == "runs.example:5000");
    BOOST_TEST(asked.proxy_authorization == "Basic dTpw");
    check_error(error_of([&] { create(client); }), errc::unauthenticated, "HTTP_PROXY");
}

BOOST_AUTO_TEST_CASE(a_proxy_that_is_not_there_is_named)
{
    std::string proxy;
    {
        scripted_server gone([](const received&) { return answer{}; });
        proxy = gone.url();
    }
    client client("http://runs.example", {.max_retries = 0, .proxies = {.http = proxy}});
    check_error(error_of([&] { create(client); }), errc::temporarily_unavailable,
                "Cannot reach http://runs.example through the proxy " + proxy +
                    ": connection refused — is the proxy running?");
}

BOOST_AUTO_TEST_CASE(uris_are_taken_apart)
{
    const auto plain = transport::base_url::parse("http://host").value();
    BOOST_TEST(plain.authority() == "host");
    BOOST_TEST(transport::base_url::parse("http://[::1]:80").value().authority() == "[::1]");
    BOOST_TEST(plain.prefix == "");
    const auto full = transport::base_url::parse("HTTP://[::1]:5000/a/b//").value();
    BOOST_TEST(full.host == "::1");
    BOOST_TEST(full.authority() == "[::1]:5000");
    BOOST_TEST(full.prefix == "/a/b");
    BOOST_TEST(full.text == "HTTP://[::1]:5000/a/b");
    BOOST_TEST(transport::base_url::parse("http://b%C3%BCcher.example").value().host == "b\xC3\xBC"
                                                                                        "cher.example");
    for (const auto* host : {"a%0d%0aX:%201", "a%20b", "a%2Fb", "a%3A1", "a%00", "user%40a", "ada:p@ss@a:80"})
        BOOST_TEST(transport::base_url::parse("http://" + std::string(host)).has_error(), host);
}

const client_options bad_options[] = {{.connect_timeout = 0ms}, {.request_timeout = 0ms}, {.max_retries = -1},
                                      {.backoff_base = -1ms},   {.backoff_max = -1ms},    {.backoff_jitter = -1ms},
                                      {.max_connections = 0}};

BOOST_AUTO_TEST_CASE(options_that_cannot_be)
{
    for (const auto& options : bad_options)
        check_error(error_of([&] { client<>("http://127.0.0.1", options); }), errc::invalid_parameter_value,
                    "client_options");
}

BOOST_AUTO_TEST_SUITE_END()
