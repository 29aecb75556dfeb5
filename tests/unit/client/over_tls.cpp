#include "scripted_server.hpp"
#include <mltrack/client.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>
#include <tests/ways/stand_in_proxy.hpp>
#include <tests/ways/tls_relay.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>

using namespace mltrack;
using namespace std::chrono_literals;
using test::scripted_server;

namespace {

/// A server behind TLS, with an authority that a client may trust.
struct secured : test::temporary_folder
{
    secured() { test::put(*this / "authority.pem", known.certificate()); }

    void serve(const test::certificate_request& certificate, const test::tls_relay_options& options = {})
    {
        relay.emplace(server.port(), known.issue(certificate), options);
    }

    std::string url(const std::string& host = "127.0.0.1") const
    {
        return "https://" + host + ":" + std::to_string(relay->port());
    }

    client_options trusting() const
    {
        return {.max_retries = 0, .tls = {.authorities = (*this / "authority.pem").string()}};
    }

    void check_works(const std::string& to, client_options options)
    {
        client client(to, std::move(options));
        BOOST_TEST(client.create_experiment({.name = "e"}).experiment_id.value == "7");
    }

    /// What a client is told, and that it does not go on trying.
    void check_refused(const std::string& to, client_options options, errc code, std::string_view message)
    {
        options.max_retries = 3;
        options.backoff_base = 1h;
        options.on_retry = [](int, auto, const error& why) { BOOST_TEST(false, "tries again: " << why.message); };
        client client(to, std::move(options));
        const auto outcome = client.try_call<schema::create_experiment>({.name = "e"});
        BOOST_TEST_REQUIRE(outcome.has_error());
        BOOST_TEST(describe(outcome.error().code).name == describe(code).name);
        BOOST_TEST(outcome.error().message.find(message) != std::string::npos, outcome.error().message);
    }

    test::authority known{"Test Authority"};
    scripted_server server{[](const scripted_server::received&) {
        return scripted_server::answer{scripted_server::reply(200, R"({"experiment_id": "7"})")};
    }};
    std::optional<test::tls_relay> relay;
};

/// A server without TLS, as it answers what it does not understand.
class speaks_http final : public test::relay
{
public:
    speaks_http() { begin(); }
    ~speaks_http() override { end(); }

private:
    boost::asio::awaitable<void> serve(protocol::socket socket) override
    {
        const auto answer = boost::asio::buffer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        co_await boost::asio::async_write(socket, answer, boost::asio::use_awaitable);
        co_await socket.async_wait(protocol::socket::wait_error, boost::asio::use_awaitable);
    }
};

std::string refusal_of(const client_options& options)
{
    try {
        client<>("https://127.0.0.1:1", options);
    } catch (const exception& refused) {
        BOOST_TEST((refused.code() == errc::invalid_parameter_value));
        return refused.error().message;
    }
    return "nothing is wrong";
}

const test::certificate_request right{.name = "right", .hosts = "DNS:localhost, IP:127.0.0.1"};

} // namespace

BOOST_FIXTURE_TEST_SUITE(client_over_tls, secured)

BOOST_AUTO_TEST_CASE(a_server_that_is_trusted_is_talked_to)
{
    serve(right);
    check_works(url(), trusting());
    check_works(url("localhost"), trusting());
}

BOOST_AUTO_TEST_CASE(a_certificate_for_another_host_is_refused)
{
    serve({.name = "other", .hosts = "DNS:runs.example, DNS:*.test, IP:10.0.0.1"});
    check_refused(url("localhost"), trusting(), errc::unauthenticated,
                  "Cannot trust " + url("localhost") +
                      ": its certificate 'CN=other' does not do: it is not for "
                      "'localhost', but for DNS:runs.example, DNS:*.test, IP Address:10.0.0.1 — ");
    check_refused(url(), trusting(), errc::unauthenticated, "it is not for '127.0.0.1', but for DNS:runs.example");
    BOOST_TEST(server.requests().empty());
}

BOOST_AUTO_TEST_CASE(a_certificate_out_of_its_time_is_refused)
{
    serve({.name = "old", .hosts = right.hosts, .from_day = -9, .to_day = -2});
    check_refused(url(), trusting(), errc::unauthenticated, "its certificate 'CN=old' does not do: it expired on ");
    serve({.name = "new", .hosts = right.hosts, .from_day = 2, .to_day = 9});
    check_refused(url(), trusting(), errc::unauthenticated, "it begins to hold on ");
}

BOOST_AUTO_TEST_CASE(a_certificate_of_an_unknown_authority_is_refused)
{
    serve(right);
    check_refused(url(), {}, errc::unauthenticated,
                  "its certificate 'CN=right' does not do: it was signed by 'CN=Test Authority', which is none of the "
                  "authorities that this machine trusts — set MLFLOW_TRACKING_SERVER_CERT_PATH to a PEM file with that "
                  "authority's certificate");
    test::put(*this / "other.pem", test::authority("other").certificate());
    const auto other = (*this / "other.pem").string();
    check_refused(url(), {.tls = {.authorities = other}}, errc::unauthenticated,
                  "none of the authorities in '" + other + "'");
}

BOOST_AUTO_TEST_CASE(a_server_may_go_unlooked_at)
{
    serve({.name = "old", .hosts = "DNS:runs.example", .from_day = -9, .to_day = -2});
    check_works(url(), {.max_retries = 0, .tls = {.verify_server = false}});
}

BOOST_AUTO_TEST_CASE(a_handshake_names_hosts_and_not_addresses)
{
    serve(right);
    for (const auto& options : {trusting(), client_options{.max_retries = 0, .tls = {.verify_server = false}}}) {
        const auto before = relay->names_heard();
        check_works(url(), options);
        BOOST_TEST(relay->names_heard() == before);
        check_works(url("localhost"), options);
        BOOST_TEST(relay->names_heard() == before + 1);
    }
}

BOOST_AUTO_TEST_CASE(a_folder_of_authorities_is_read)
{
    serve(right);
    BOOST_REQUIRE(std::system(("openssl rehash " + path().string()).c_str()) == 0);
    check_works(url(), {.max_retries = 0, .tls = {.authorities = path().string()}});
}

BOOST_AUTO_TEST_CASE(a_client_certificate_is_shown)
{
    const test::authority clients("Client Authority");
    const auto ada = clients.issue({.name = "ada"});
    test::put(*this / "ada.pem", ada.certificate + ada.key);
    const auto eve = test::authority("other").issue({.name = "eve"});
    test::put(*this / "eve.pem", eve.key + eve.certificate);
    for (const int newest : {TLS1_3_VERSION, TLS1_2_VERSION}) {
        serve(right, {.client_authority = clients.certificate(), .newest = newest});
        auto options = trusting();
        check_refused(url(), options, newest == TLS1_3_VERSION ? errc::unauthenticated : errc::permission_denied,
                      "MLFLOW_TRACKING_CLIENT_CERT_PATH");
        options.tls.client_certificate = (*this / "eve.pem").string();
        check_refused(url(), options, errc::unauthenticated, "eve.pem");
        options.tls.client_certificate = (*this / "ada.pem").string();
        check_works(url(), options);
    }
}

BOOST_AUTO_TEST_CASE(what_speaks_no_tls_is_said_so)
{
    const speaks_http answering;
    const auto plain = "https://127.0.0.1:" + std::to_string(answering.port());
    check_refused(plain, trusting(), errc::invalid_parameter_value,
                  "What listens at " + plain + " speaks no TLS — is it http:// instead?");
}

BOOST_AUTO_TEST_CASE(certificates_that_cannot_be_used_are_named)
{
    const auto missing = (*this / "missing.pem").string();
    const auto text = (*this / "text.pem").string();
    test::put(text, "no certificate");
    BOOST_TEST(refusal_of({.tls = {.authorities = missing}}) ==
               "MLFLOW_TRACKING_SERVER_CERT_PATH: cannot use '" + missing + "': there is no such file");
    BOOST_TEST(refusal_of({.tls = {.authorities = text}})
                   .starts_with("MLFLOW_TRACKING_SERVER_CERT_PATH: cannot use '" + text + "': it is no PEM file"));
    BOOST_TEST(refusal_of({.tls = {.client_certificate = missing}}) ==
               "MLFLOW_TRACKING_CLIENT_CERT_PATH: cannot use '" + missing + "': there is no such file");
    BOOST_TEST(refusal_of({.tls = {.client_certificate = text}}).find("it holds no certificate") != std::string::npos);
    BOOST_TEST(refusal_of({.tls = {.authorities = missing, .authorities_variable = "REQUESTS_CA_BUNDLE"}}) ==
               "REQUESTS_CA_BUNDLE: cannot use '" + missing + "': there is no such file");
    const auto only = (*this / "authority.pem").string();
    BOOST_TEST(refusal_of({.tls = {.client_certificate = only}}).find("it holds no key") != std::string::npos);
    BOOST_TEST(refusal_of({.tls = {.verify_server = false, .authorities = only}}).find("one of the two") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_key_with_a_pass_phrase_is_refused_without_asking)
{
    const auto ada = known.issue({.name = "ada"});
    test::put(*this / "key.pem", ada.key);
    const auto folder = path().string();
    BOOST_REQUIRE(std::system(("openssl pkey -in " + folder + "/key.pem -aes128 -passout pass:sesame -out " + folder +
                               "/locked.pem")
                                  .c_str()) == 0);
    test::put(*this / "ada.pem", ada.certificate + test::get(*this / "locked.pem"));
    BOOST_TEST(refusal_of({.tls = {.client_certificate = folder + "/ada.pem"}}).find("pass phrase") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_proxy_leads_to_the_server)
{
    serve(right);
    test::stand_in_proxy proxy("Basic YWRhOnNlQHNhbWU=");
    const auto at = "127.0.0.1:" + std::to_string(proxy.port());
    auto options = trusting();
    options.proxies.https = "http://ada:se%40same@" + at;
    check_works(url("localhost"), options);
    BOOST_TEST_REQUIRE(proxy.requests().size() == 1u);
    const auto asked = proxy.requests()[0];
    BOOST_TEST(asked.method == "CONNECT");
    BOOST_TEST(asked.target == "localhost:" + std::to_string(relay->port()));
    BOOST_TEST(asked.host == asked.target);

    options.proxies.https = at;
    check_refused(url(), options, errc::unauthenticated,
                  "Cannot reach " + url() + " through the proxy http://" + at +
                      ": the proxy answered 407 No — write user and password into HTTPS_PROXY");
    options.proxies.https = "http://ada:wrong-word@" + at;
    check_refused(url(), options, errc::unauthenticated, "are user and password in HTTPS_PROXY right?");
    options.proxies.no_proxy = "127.0.0.1";
    check_works(url(), options);
}

BOOST_AUTO_TEST_CASE(a_proxy_that_leads_nowhere_is_named)
{
    serve(right);
    test::stand_in_proxy closed({}, 403);
    auto options = trusting();
    options.proxies.https = "127.0.0.1:" + std::to_string(closed.port());
    check_refused(url(), options, errc::permission_denied, "may it lead there? Otherwise take 127.0.0.1 into NO_PROXY");

    test::stand_in_proxy busy({}, 503);
    options.proxies.https = "127.0.0.1:" + std::to_string(busy.port());
    client client(url(), options);
    const auto outcome = client.try_call<schema::create_experiment>({.name = "e"});
    BOOST_TEST((outcome.error().code == errc::temporarily_unavailable));
}

BOOST_AUTO_TEST_CASE(a_certificate_is_made_sure_of_behind_a_proxy_too)
{
    serve({.name = "other", .hosts = "DNS:runs.example"});
    test::stand_in_proxy proxy;
    auto options = trusting();
    options.proxies.https = "127.0.0.1:" + std::to_string(proxy.port());
    check_refused(url(), options, errc::unauthenticated, "it is not for '127.0.0.1'");
}

BOOST_AUTO_TEST_SUITE_END()
