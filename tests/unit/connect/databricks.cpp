#include <mltrack/connect.hpp>
#include <tests/environment.hpp>
#include <tests/files.hpp>
#include <tests/temporary_folder.hpp>
#include <tests/unit/client/scripted_server.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using namespace std::chrono_literals;
using test::environment;
using test::scripted_server;

namespace {

using answer = scripted_server::answer;
using received = scripted_server::received;

const std::string no_experiments = scripted_server::reply(200, R"({"experiments": []})");

/// A stand-in for a workspace, with profiles that lead there.
struct workspace : test::temporary_folder
{
    workspace()
    {
        test::put(*this / "profiles", "[DEFAULT]\nhost = " + server.url() + "\ntoken = default-token\n" +
                                          "[machine]\nhost = " + server.url() +
                                          "/\nclient_id = robot\nclient_secret = se cret\nworkspace_id = 77\n" +
                                          "[person]\nhost: " + server.url() + "\nusername = ada\npassword = sesame\n" +
                                          "[half]\ntoken = secret\n");
    }

    answer say(const received& each)
    {
        if (each.target != "/oidc/v1/token")
            return each.authorization == "Bearer stale" ? answer{scripted_server::reply(401, "{}")}
                                                        : answer{no_experiments};
        return answer{scripted_server::reply(token_status, token)};
    }

    /// What came with a request to the tracking server.
    received ask(const char* uri)
    {
        auto api = connect(uri, {.client = {.headers = {{"Authorization", "Bearer of another server"}}}});
        api.search_experiments({});
        return server.requests().back();
    }

    std::vector<received> token_requests()
    {
        auto all = server.requests();
        std::erase_if(all, [](const auto& each) { return each.target != "/oidc/v1/token"; });
        return all;
    }

    int token_status = 200;
    std::string token = R"({"access_token": "abc", "token_type": "Bearer", "expires_in": 3600})";
    scripted_server server{[this](const received& each) { return say(each); }};
    environment set{{"DATABRICKS_CONFIG_FILE", (*this / "profiles").string()},
                    {"DATABRICKS_HOST", ""},
                    {"DATABRICKS_TOKEN", ""},
                    {"DATABRICKS_CONFIG_PROFILE", ""}};
};

std::string refusal_of(const char* uri)
{
    const auto refused = try_connect(uri);
    BOOST_TEST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == errc::invalid_parameter_value));
    BOOST_TEST(refused.error().message.find("secret\n") == std::string::npos);
    return refused.error().message;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(connecting_to_databricks, workspace)

BOOST_AUTO_TEST_CASE(by_profiles)
{
    const auto first = ask("databricks");
    BOOST_TEST(first.target == "/api/2.0/mlflow/experiments/search");
    BOOST_TEST(first.authorization == "Bearer default-token");
    BOOST_TEST(ask("databricks://person").authorization == "Basic YWRhOnNlc2FtZQ==");
    const environment chosen{{"DATABRICKS_CONFIG_PROFILE", "person"}};
    BOOST_TEST(ask("databricks").authorization == "Basic YWRhOnNlc2FtZQ==");
}

BOOST_AUTO_TEST_CASE(by_variables)
{
    const environment set{{"DATABRICKS_HOST", server.url()}, {"DATABRICKS_TOKEN", "variable"}};
    BOOST_TEST(ask("databricks").authorization == "Bearer variable");
    BOOST_TEST(ask("databricks://DEFAULT").authorization == "Bearer default-token");
    const environment no_host{{"DATABRICKS_HOST", ""}};
    BOOST_TEST(ask("databricks").authorization == "Bearer default-token");
    const environment oauth{{"DATABRICKS_HOST", server.url()},
                            {"DATABRICKS_TOKEN", ""},
                            {"DATABRICKS_CLIENT_ID", "robot"},
                            {"DATABRICKS_CLIENT_SECRET", "se cret"}};
    BOOST_TEST(ask("databricks").authorization == "Bearer abc");
}

BOOST_AUTO_TEST_CASE(a_token_is_asked_for_once)
{
    auto api = connect("databricks://machine");
    for (int time = 0; time != 3; ++time)
        api.search_experiments({});
    BOOST_TEST(server.requests().back().authorization == "Bearer abc");
    BOOST_TEST(server.requests().back().organization == "77");
    BOOST_TEST_REQUIRE(token_requests().size() == 1u);
    const auto asked = token_requests()[0];
    BOOST_TEST(asked.method == "POST");
    BOOST_TEST(asked.authorization == "Basic cm9ib3Q6c2UgY3JldA==");
    BOOST_TEST(asked.content_type == "application/x-www-form-urlencoded");
    BOOST_TEST(asked.body == "grant_type=client_credentials&scope=all-apis");
}

BOOST_AUTO_TEST_CASE(a_token_that_ran_out_or_is_refused_is_replaced)
{
    auto api = connect("databricks://machine");
    token = R"({"access_token": "short", "token_type": "Bearer", "expires_in": 10})";
    api.search_experiments({});
    token = R"({"access_token": "stale", "token_type": "Bearer", "expires_in": 3600})";
    BOOST_TEST((api.try_call<schema::search_experiments>({}).error().code == errc::unauthenticated));
    token = R"({"access_token": "new", "token_type": "Bearer", "expires_in": 3600})";
    api.search_experiments({});
    BOOST_TEST(server.requests().back().authorization == "Bearer new");
    BOOST_TEST(token_requests().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_token_that_is_not_given_is_an_error)
{
    token_status = 401;
    token = R"({"error": "invalid_client", "error_description": "Client authentication failed"})";
    auto api = connect("databricks://machine");
    const auto refused = api.try_call<schema::search_experiments>({});
    BOOST_TEST((refused.error().code == errc::unauthenticated));
    BOOST_TEST(refused.error().message == server.url() +
                                              "/oidc/v1/token gave no token: invalid_client: Client authentication "
                                              "failed — are the client id and secret right?");
    BOOST_TEST(token_requests().size() == 1u);

    token_status = 503;
    auto patient =
        connect("databricks://machine", {.client = {.max_retries = 2, .backoff_base = 1ms, .backoff_max = 1ms}});
    const auto busy = patient.try_call<schema::search_experiments>({});
    BOOST_TEST((busy.error().code == errc::temporarily_unavailable));
    BOOST_TEST(token_requests().size() == 4u);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named)
{
    const auto file = "'" + (*this / "profiles").string() + "'";
    BOOST_TEST(refusal_of("databricks://none") ==
               "Databricks: " + file + " has no profile none, only DEFAULT, half, machine, person");
    BOOST_TEST(refusal_of("databricks://half").find("lacks host") != std::string::npos);
    BOOST_TEST(refusal_of("databricks://scope:prefix").find("databricks://PROFILE") != std::string::npos);
    BOOST_TEST(refusal_of("databricks://").find("databricks://PROFILE") != std::string::npos);
    const environment elsewhere{{"DATABRICKS_CONFIG_FILE", (*this / "missing").string()}};
    BOOST_TEST(refusal_of("databricks").find("Set DATABRICKS_HOST with DATABRICKS_TOKEN") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
