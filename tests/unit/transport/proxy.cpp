#include <mltrack/transport/exchange/proxy.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace mltrack;
namespace data = boost::unit_test::data;

namespace {

std::optional<transport::proxy> proxy_to(std::string_view url, const transport::proxy_settings& settings)
{
    return transport::proxy_to(transport::base_url::parse(url).value(), settings).value();
}

/// What Python's requests 2.34 says: `should_bypass_proxies(url, None)` with this NO_PROXY.
struct bypass
{
    const char* url;
    const char* no_proxy;
    bool is_asked_right_away;

    friend std::ostream& operator<<(std::ostream& out, const bypass& each)
    {
        return out << each.url << " with NO_PROXY=" << each.no_proxy;
    }
};

const bypass bypasses[] = {
    {"http://runs.example", "", false},
    {"http://runs.example", "runs.example", true},
    {"http://runs.example", "example", true},
    {"http://runs.example", ".example", true},
    {"http://runs.example", "..example", true},
    {"http://runs.example", "uns.example", false},
    {"http://runs.example", "RUNS.example", true},
    {"http://RUNS.example", "runs.example", true},
    {"http://runs.example", "a.b, runs.example ,c", true},
    {"http://runs.example", "*", true},
    {"http://runs.example", "*.example", false},
    {"http://runs.example:5000", "runs.example", true},
    {"http://runs.example:5000", "runs.example:5000", true},
    {"http://runs.example:5000", "example:5000", true},
    {"http://runs.example:5000", "runs.example:5001", false},
    {"http://10.1.2.3", "10.1.2.3", true},
    {"http://10.1.2.3", "10.0.0.0/8", true},
    {"http://10.1.2.3", "10.1.2.0/24", true},
    {"http://10.1.2.3", "10.1.3.0/24", false},
    {"http://10.1.2.3", "10.1.2.3/32", true},
    {"http://10.1.2.3", "11.0.0.0/0", false},
    {"http://10.1.2.3", "10.0.0.0/33", false},
    {"http://10.1.2.3", "2.3", true},
    {"http://10.1.2.3:5000", "10.1.2.3:5000", false},
    {"http://[::1]:5000", "::1", true},
    {"http://localhost:5000", "127.0.0.1", false},
};

} // namespace

BOOST_AUTO_TEST_SUITE(transport_proxy)

BOOST_DATA_TEST_CASE(hosts_are_asked_right_away, data::make(bypasses), line)
{
    const auto found = proxy_to(line.url, {.http = "proxy:3128", .no_proxy = line.no_proxy});
    BOOST_TEST(!found.has_value() == line.is_asked_right_away);
}

BOOST_AUTO_TEST_CASE(each_scheme_has_its_proxy)
{
    const transport::proxy_settings settings{.http = "a", .https = "b:1", .all = "http://c:2/"};
    BOOST_TEST(proxy_to("http://x", settings)->url.host_and_port() == "a:80");
    BOOST_TEST(proxy_to("https://x", settings)->url.host_and_port() == "b:1");
    BOOST_TEST(proxy_to("https://x", settings)->variable == "HTTPS_PROXY");
    BOOST_TEST(proxy_to("https://x", {.http = "a", .all = "http://c:2/"})->url.host_and_port() == "c:2");
    BOOST_TEST(proxy_to("https://x", {.all = "c"})->variable == "ALL_PROXY");
    BOOST_TEST(!proxy_to("https://x", {.http = "a"}).has_value());
    BOOST_TEST(!proxy_to("http://x", {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_proxy_has_credentials)
{
    const auto found = proxy_to("http://x", {.http = "http://Aladdin:open%20sesame@proxy:3128"});
    BOOST_TEST(found->url.authorization == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    BOOST_TEST(found->url.text == "http://proxy:3128");
}

BOOST_AUTO_TEST_CASE(proxies_that_cannot_be_are_named_without_their_password)
{
    const auto server = transport::base_url::parse("https://runs.example").value();
    for (const auto& [text, code] : {std::pair("socks5://u:secret@p:1080", errc::not_implemented),
                                     {"https://u:secret@p:1080", errc::not_implemented},
                                     {"http://u:sec ret@p", errc::invalid_parameter_value},
                                     {"http://", errc::invalid_parameter_value}}) {
        const auto refused = transport::proxy_to(server, {.https = text});
        BOOST_TEST_REQUIRE(refused.has_error());
        BOOST_TEST((refused.error().code == code), text);
        BOOST_TEST(refused.error().message.starts_with("HTTPS_PROXY: '"), refused.error().message);
        BOOST_TEST(refused.error().message.find("sec") == std::string::npos, refused.error().message);
    }
}

BOOST_AUTO_TEST_SUITE_END()
