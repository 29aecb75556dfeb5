#include <mltrack/client/environment.hpp>
#include <mltrack/schema/error.hpp>

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <initializer_list>
#include <utility>
#include <vector>

using namespace mltrack;
using namespace std::chrono_literals;

namespace {

/// Sets variables of the environment, and takes them away again.
class environment
{
public:
    environment(std::initializer_list<std::pair<const char*, const char*>> variables) : variables_(variables)
    {
        for (const auto& [name, value] : variables_)
            ::setenv(name, value, 1);
    }
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;
    ~environment()
    {
        for (const auto& [name, value] : variables_)
            ::unsetenv(name);
    }

private:
    std::vector<std::pair<const char*, const char*>> variables_;
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

BOOST_AUTO_TEST_CASE(a_value_that_cannot_be_is_named)
{
    for (const auto& [name, value] : {std::pair("MLFLOW_HTTP_REQUEST_TIMEOUT", "0"),
                                      {"MLFLOW_HTTP_REQUEST_TIMEOUT", "x"},
                                      {"MLFLOW_HTTP_REQUEST_TIMEOUT", "nan"},
                                      {"MLFLOW_HTTP_REQUEST_MAX_RETRIES", "-1"},
                                      {"MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "-1"},
                                      {"MLFLOW_HTTP_POOL_MAXSIZE", "0"}}) {
        const environment set{{name, value}};
        BOOST_CHECK_EXCEPTION(client_options_from_environment(), exception, [&](const exception& refused) {
            return refused.code() == errc::invalid_parameter_value &&
                   refused.error().message.find(name) != std::string::npos;
        });
    }
}

BOOST_AUTO_TEST_SUITE_END()
