#include <mltrack/client/message.hpp>
#include <mltrack/schema/endpoints.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace mltrack;
namespace data = boost::unit_test::data;

namespace {

struct for_pages : schema::get_experiment
{
    static constexpr schema::prefixes below = schema::prefix::ajax;
};

template <class E>
result<typename E::response> read(int status, std::string body, std::string type = "application/json")
{
    return calling::response_of<E>("http://host:5000",
                                   transport::response{status, {{"Content-Type", std::move(type)}}, std::move(body)});
}

} // namespace

BOOST_AUTO_TEST_SUITE(client_message)

BOOST_AUTO_TEST_CASE(a_post_carries_json)
{
    const auto made =
        calling::request_of<schema::log_metric>({.run_id = "r", .key = "k", .value = 0.5, .timestamp = 7});
    BOOST_TEST(made.head.method == "POST");
    BOOST_TEST(made.head.target == "/api/2.0/mlflow/runs/log-metric");
    BOOST_TEST(made.head.headers["Content-Type"] == "application/json");
    BOOST_TEST(made.body == R"({"run_id":"r","key":"k","value":0.5,"timestamp":7,"step":0})");
}

BOOST_AUTO_TEST_CASE(a_get_carries_its_members_in_the_query)
{
    const auto made =
        calling::request_of<schema::get_metric_history>({.run_id = "r", .metric_key = "a b/&=%", .page_token = {}});
    BOOST_TEST(made.head.method == "GET");
    BOOST_TEST(made.head.target == "/api/2.0/mlflow/metrics/get-history?run_id=r&metric_key=a%20b%2F%26%3D%25");
    BOOST_TEST(made.body.empty());
    BOOST_TEST(made.head.headers["Content-Type"].empty());
}

BOOST_AUTO_TEST_CASE(a_request_without_members_has_no_query)
{
    const auto made = calling::request_of<schema::list_proxied_artifacts>({});
    BOOST_TEST(made.head.target == "/api/2.0/mlflow-artifacts/artifacts");
}

BOOST_AUTO_TEST_CASE(endpoints_are_called_below_their_first_prefix)
{
    const auto made = calling::request_of<for_pages>({.experiment_id = "7"});
    BOOST_TEST(made.head.target == "/ajax-api/2.0/mlflow/experiments/get?experiment_id=7");
}

BOOST_AUTO_TEST_CASE(members_that_the_path_names_stand_there)
{
    const auto removed = calling::request_of<schema::delete_artifact>({.artifact_path = "1/a b/100%?.txt"});
    BOOST_TEST(removed.head.method == "DELETE");
    BOOST_TEST(removed.head.target == "/api/2.0/mlflow-artifacts/artifacts/1/a%20b/100%25%3F.txt");
    const auto put = calling::request_of<schema::upload_artifact>({.artifact_path = "x"});
    BOOST_TEST(put.head.target == "/api/2.0/mlflow-artifacts/artifacts/x");
    BOOST_TEST(put.head.headers["Content-Type"] == "application/octet-stream");
    BOOST_TEST(put.body.empty());
}

BOOST_AUTO_TEST_CASE(an_answer_is_read)
{
    BOOST_TEST(read<schema::create_experiment>(200, R"({"experiment_id": "7", "new_field": [1]})")
                   .value()
                   .experiment_id.value == "7");
    BOOST_TEST(read<schema::delete_run>(200, "{}").has_value());
}

struct errors
{
    int status;
    const char* body;
    const char* type;
    errc code;
    const char* message; ///< A part of it.

    friend std::ostream& operator<<(std::ostream& out, const errors& each)
    {
        return out << each.status << ' ' << each.body;
    }
};

constexpr auto json = "application/json";
constexpr auto html = "text/html; charset=utf-8";
constexpr auto plain = "text/plain";

const errors error_table[] = {
    {404, R"({"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "Run 'x' not found"})", json,
     errc::resource_does_not_exist, "Run 'x' not found"},
    {400, R"({"error_code": "RESOURCE_ALREADY_EXISTS", "message": "taken"})", json, errc::resource_already_exists,
     "taken"},
    {400, R"({"error_code": "INVALID_PARAMETER_VALUE", "message": "bad"})", json, errc::invalid_parameter_value, "bad"},
    {429, R"({"error_code": "RESOURCE_EXHAUSTED", "message": "slow down"})", json, errc::resource_exhausted,
     "slow down"},
    {409, R"({"error_code": "SOMETHING_NEW", "message": "new"})", json, errc::resource_conflict, "new"},
    {418, R"({"error_code": "SOMETHING_NEW", "message": "new"})", json, errc::bad_request, "new"},
    {404, "<html>", html, errc::endpoint_not_found, "http://host:5000 answered 404 to GET mlflow/runs/get"},
    {405, "<html>", html, errc::method_not_allowed, "http://host:5000 answered 405"},
    {500, "<html>", html, errc::internal_error, "http://host:5000 answered 500"},
    {502, "<html>", html, errc::temporarily_unavailable, "http://host:5000 answered 502"},
    {504, "<html>", html, errc::temporarily_unavailable, "http://host:5000 answered 504"},
    {429, "<html>", html, errc::resource_exhausted, "http://host:5000 answered 429"},
    {401, "<html>", html, errc::unauthenticated,
     "http://host:5000 answered 401 to GET mlflow/runs/get — are MLFLOW_TRACKING_USERNAME"},
    {400, "<html><title>400 No required SSL\ncertificate was sent</title>", html, errc::invalid_parameter_value,
     "answered 400 to GET mlflow/runs/get: 400 No required SSL certificate was sent"},
    {407, "<html>", html, errc::unauthenticated, "write them into HTTP_PROXY"},
    {403, "Invalid Host\nheader", plain, errc::permission_denied,
     "answered 403 to GET mlflow/runs/get: Invalid Host header"},
    {403,
     "<?xml?><Error><Code>AccessDenied</Code><Message>not\nyou</Message><StringToSign>secret</StringToSign></Error>",
     "application/xml", errc::permission_denied, "answered 403 to GET mlflow/runs/get: AccessDenied: not you"},
    {308, "", html, errc::endpoint_not_found, "answered 308"},
    {400, "[1", json, errc::invalid_parameter_value, "answered 400"},
    {200, "", json, errc::internal_error, "something else than its JSON"},
    {200, "<html>", html, errc::internal_error, "something else than its JSON"},
    {200, R"({"run": 5})", json, errc::internal_error, "run: expected"},
};

BOOST_DATA_TEST_CASE(errors_by_name_and_status, data::make(error_table), line)
{
    const auto answer = read<schema::get_run>(line.status, line.body, line.type);
    BOOST_REQUIRE(answer.has_error());
    BOOST_CHECK(answer.error().code == line.code);
    BOOST_TEST(answer.error().message.find(line.message) != std::string::npos, answer.error().message);
}

BOOST_AUTO_TEST_CASE(an_empty_body_is_no_answer_where_nothing_is_answered_either)
{
    BOOST_TEST(read<schema::delete_run>(200, "{}", json).has_value());
    BOOST_TEST(int(read<schema::delete_run>(200, "", json).error().code) == int(errc::internal_error));
    BOOST_TEST(int(read<schema::delete_run>(204, "", json).error().code) == int(errc::internal_error));
}

BOOST_AUTO_TEST_CASE(excerpts_of_bodies_are_cut_between_characters)
{
    std::string body = "x";
    for (int each = 0; each != 300; ++each)
        body += "\xC3\xBC";
    BOOST_TEST(schema::is_utf8(read<schema::get_run>(502, body, plain).error().message));
}

BOOST_AUTO_TEST_CASE(markup_stays_out_of_messages)
{
    for (const auto* const type : {html, "application/xml"}) {
        const auto answer = read<schema::get_run>(502, "<html>secret</html>", type);
        BOOST_TEST(answer.error().message.find("secret") == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(where_a_server_points_to_is_told_without_secrets)
{
    const auto answer = calling::response_of<schema::get_run>(
        "http://host:5000", transport::response{307, {{"Location", "https://u:p@bucket/part?signature=secret"}}, ""});
    BOOST_TEST(answer.error().message.find("points to 'https://bucket/part'") != std::string::npos,
               answer.error().message);
}

BOOST_AUTO_TEST_SUITE_END()
