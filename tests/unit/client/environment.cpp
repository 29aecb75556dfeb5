#include <mltrack/client/environment.hpp>
#include <mltrack/schema/error.hpp>
#include <tests/environment.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <utility>

using namespace mltrack;
using namespace std::chrono_literals;
using test::environment;

namespace {

/// Makes a folder the working one, for its own lifetime.
class working_folder
{
public:
    explicit working_folder(const std::filesystem::path& folder) { std::filesystem::current_path(folder); }
    working_folder(const working_folder&) = delete;
    working_folder& operator=(const working_folder&) = delete;
    ~working_folder() { std::filesystem::current_path(before_); }

private:
    std::filesystem::path before_ = std::filesystem::current_path();
};

} // namespace

BOOST_AUTO_TEST_SUITE(client_environment)

BOOST_AUTO_TEST_CASE(an_empty_one_changes_nothing)
{
    const environment set{{"MLFLOW_HTTP_REQUEST_TIMEOUT", ""}};
    const auto options = client_options_from_environment();
    BOOST_TEST((options.request_timeout == client_options().request_timeout));
    BOOST_TEST(options.max_retries == client_options().max_retries);
    BOOST_TEST(options.headers.empty());
}

BOOST_AUTO_TEST_CASE(every_variable_has_its_effect)
{
    const environment set{{"MLFLOW_HTTP_REQUEST_TIMEOUT", "1.5"},
                          {"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3"},
                          {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0"},
                          {"MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0.25"},
                          {"MLFLOW_HTTP_POOL_MAXSIZE", "2"}};
    const auto options = client_options_from_environment();
    BOOST_TEST((options.request_timeout == 1500ms));
    BOOST_TEST(options.max_retries == 3);
    BOOST_TEST((options.backoff_base == 0ms));
    BOOST_TEST((options.backoff_jitter == 250ms));
    BOOST_TEST(options.max_connections == 2u);
}

BOOST_AUTO_TEST_CASE(a_password_wins_over_a_token)
{
    const environment token{{"MLFLOW_TRACKING_TOKEN", "abc"}};
    BOOST_TEST(client_options_from_environment().headers["Authorization"] == "Bearer abc");
    const environment user{{"MLFLOW_TRACKING_USERNAME", "Aladdin"}};
    BOOST_TEST(client_options_from_environment().headers["Authorization"] == "Bearer abc");
    const environment password{{"MLFLOW_TRACKING_PASSWORD", "open sesame"}};
    BOOST_TEST(client_options_from_environment().headers["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

BOOST_AUTO_TEST_CASE(a_file_holds_credentials)
{
    const test::temporary_folder home;
    const environment at{{"HOME", home.path().c_str()}};
    test::put(home / ".mlflow/credentials", "# of the server\n[mlflow]\nMLFLOW_TRACKING_USERNAME = Aladdin\n"
                                            "mlflow_tracking_password=open sesame\n");
    BOOST_TEST(client_options_from_environment().headers["Authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    const environment set{{"MLFLOW_TRACKING_USERNAME", "a"}, {"MLFLOW_TRACKING_PASSWORD", "b"}};
    BOOST_TEST(client_options_from_environment().headers["Authorization"] == "Basic YTpi");
    {
        // The working folder is no home.
        const environment nowhere{{"HOME", ""}};
        const working_folder there(home.path());
        BOOST_TEST(client_options_from_environment().headers["Authorization"] != "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }
    test::put(home / ".mlflow/credentials", "[mlflow]\nsecret\n");
    BOOST_CHECK_EXCEPTION(client_options_from_environment(), exception, [&](const exception& refused) {
        const auto& message = refused.error().message;
        return message.find("credentials', line 2: ") != message.npos && message.find("secret") == message.npos;
    });
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read_is_not_a_missing_one)
{
    const test::temporary_folder home;
    const environment at{{"HOME", home.path().c_str()}};
    BOOST_TEST(client_options_from_environment().headers.empty());
    std::filesystem::create_directory(home / ".mlflow");
    std::filesystem::create_symlink("credentials", home / ".mlflow/credentials");
    BOOST_CHECK_EXCEPTION(client_options_from_environment(), exception, [&](const exception& refused) {
        return refused.error().message.starts_with("Cannot read '" + (home / ".mlflow/credentials").string());
    });
}

BOOST_AUTO_TEST_CASE(certificates_have_variables)
{
    BOOST_TEST(client_options_from_environment().tls.verify_server);
    const environment requests{{"CURL_CA_BUNDLE", "curl.pem"}, {"REQUESTS_CA_BUNDLE", "requests.pem"}};
    BOOST_TEST(client_options_from_environment().tls.authorities == "requests.pem");
    BOOST_TEST(client_options_from_environment().tls.authorities_variable == "REQUESTS_CA_BUNDLE");
    const environment set{{"MLFLOW_TRACKING_SERVER_CERT_PATH", "ca.pem"},
                          {"MLFLOW_TRACKING_CLIENT_CERT_PATH", "me.pem"}};
    BOOST_TEST(client_options_from_environment().tls.authorities == "ca.pem");
    BOOST_TEST(client_options_from_environment().tls.client_certificate == "me.pem");
    BOOST_TEST(client_options_from_environment().multipart.tls.authorities == "requests.pem");
    BOOST_TEST(client_options_from_environment().multipart.tls.client_certificate == "");
    const environment insecure{{"MLFLOW_TRACKING_INSECURE_TLS", "TRUE"}, {"MLFLOW_TRACKING_SERVER_CERT_PATH", ""}};
    BOOST_TEST(!client_options_from_environment().tls.verify_server);
    BOOST_TEST(client_options_from_environment().tls.authorities == "");
}

BOOST_AUTO_TEST_CASE(proxies_have_variables_in_either_case)
{
    const environment upper{{"HTTP_PROXY", "a"}, {"HTTPS_PROXY", "b"}, {"ALL_PROXY", "c"}, {"NO_PROXY", "d"}};
    auto found = client_options_from_environment().proxies;
    BOOST_TEST((found.http + found.https + found.all + found.no_proxy) == "abcd");
    const environment lower{{"http_proxy", "e"}, {"https_proxy", ""}, {"no_proxy", "f"}};
    found = client_options_from_environment().proxies;
    BOOST_TEST((found.http + found.https + found.all + found.no_proxy) == "ecf");
    const environment cgi{{"REQUEST_METHOD", "GET"}};
    BOOST_TEST(client_options_from_environment().proxies.http == "e");
}

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_is_named)
{
    for (const auto& [name, value] : {std::pair("MLFLOW_HTTP_REQUEST_TIMEOUT", "0"),
                                      {"MLFLOW_HTTP_REQUEST_TIMEOUT", "x"},
                                      {"MLFLOW_HTTP_REQUEST_TIMEOUT", "nan"},
                                      {"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "-1"},
                                      {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "-1"},
                                      {"MLFLOW_TRACKING_INSECURE_TLS", "yes"},
                                      {"MLFLOW_HTTP_POOL_MAXSIZE", "0"}}) {
        const environment set{{name, value}};
        BOOST_CHECK_EXCEPTION(client_options_from_environment(), exception, [&](const exception& refused) {
            return refused.code() == errc::invalid_parameter_value &&
                   refused.error().message.find(name) != std::string::npos;
        });
    }
}

BOOST_AUTO_TEST_SUITE_END()
