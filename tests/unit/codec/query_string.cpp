#include <mltrack/codec/query_string.hpp>
#include <mltrack/codec/request.hpp>
#include <mltrack/schema/endpoints.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using namespace mltrack::schema;

BOOST_AUTO_TEST_SUITE(query_strings)

BOOST_AUTO_TEST_CASE(percent_encoding_goes_both_ways)
{
    const std::string text = "a b/ü&=%+\x01";
    BOOST_TEST(codec::percent_encode(text) == "a%20b%2F%C3%BC%26%3D%25%2B%01");
    BOOST_TEST(codec::percent_encode("a/b", "/") == "a/b");
    BOOST_TEST(codec::percent_decode(codec::percent_encode(text)) == text);
    BOOST_TEST(codec::percent_decode("a+b") == "a+b");
    BOOST_TEST(codec::percent_decode("a+b", true) == "a b");
    for (const char* bad : {"%", "%4", "%zz", "a%2"})
        BOOST_TEST(codec::percent_decode(bad) == bad);
    BOOST_TEST(codec::percent_decode("%zz%41") == "%zzA");
}

BOOST_AUTO_TEST_CASE(lists_repeat_their_name_and_scalars_take_the_first)
{
    const auto request = codec::decode_request<search_experiments>(
        {.query = "order_by=name&max_results=5&order_by=a%2Cb&max_results=9&viewType=ALL&page_token=",
         .read_query = true});
    BOOST_REQUIRE(request.has_value());
    BOOST_TEST(request->max_results.value == 5);
    BOOST_TEST(request->order_by.size() == 2u);
    BOOST_TEST(request->order_by[1] == "a,b");
    BOOST_TEST((request->view_type == view_type::ACTIVE_ONLY));
}

BOOST_AUTO_TEST_CASE(a_request_reads_back_from_its_query)
{
    const search_experiments::request request{.max_results = 7, .filter = "name = 'ü&'", .order_by = {"a", "", "b"}};
    const auto query = codec::encode_query(request);
    const auto back = codec::decode_request<search_experiments>({.query = query, .read_query = true});
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST(codec::json::encode(*back) == codec::json::encode(request));
}

BOOST_AUTO_TEST_CASE(missing_and_wrong_arguments_are_named)
{
    const auto missing = codec::decode_request<get_run>({.query = "x=1", .read_query = true});
    BOOST_TEST(missing.error().message == "run_id: missing value for a required parameter");
    const auto wrong = codec::decode_request<get_metric_history>(
        {.query = "run_id=r&metric_key=k&max_results=many", .read_query = true});
    BOOST_TEST(wrong.error().message == "max_results: expected a whole number of 64 bits, got 'many'");
    BOOST_TEST(codec::decode_request<get_run>({.query = "run_uuid=u", .read_query = true})->run_id->value == "u");
}

BOOST_AUTO_TEST_CASE(a_get_without_query_reads_its_body_and_a_post_only_that)
{
    BOOST_TEST(codec::decode_request<get_run>({.body = R"({"run_id":"r"})", .read_query = true})->run_id->value == "r");
    BOOST_TEST(codec::decode_request<delete_run>({.body = R"({"run_id":"r"})", .query = "run_id=q"})->run_id->value ==
               "r");
}

BOOST_AUTO_TEST_CASE(arguments_are_utf8)
{
    for (const char* bad : {"%FF", "a%C3", "%C0%AF", "%ED%A0%80", "%F4%90%80%80"}) {
        const auto request =
            codec::decode_request<get_run>({.query = std::string("run_id=") + bad, .read_query = true});
        BOOST_REQUIRE(request.has_error());
        BOOST_TEST(request.error().message == "run_id: the text is not UTF-8");
        BOOST_TEST(codec::decode_request<download_artifact>(
                       {.path_arguments = {{"artifact_path", codec::percent_decode(bad)}}, .read_query = true})
                       .has_error());
    }
    BOOST_TEST(codec::decode_request<get_run>({.query = "run_id=%F4%8F%BF%BF", .read_query = true}).has_value());
}

BOOST_AUTO_TEST_CASE(body_and_path_are_read_together_and_the_path_counts_first)
{
    const std::vector<codec::argument> path = {{"run_id", "p"}};
    const auto request = codec::decode_request<update_run>({.body = R"({"run_name":"n"})", .path_arguments = path});
    BOOST_REQUIRE(request.has_value());
    BOOST_TEST(request->run_id->value == "p");
    BOOST_TEST(request->run_name == "n");
    BOOST_TEST(
        codec::decode_request<update_run>({.body = R"({"run_id":"b"})", .path_arguments = path})->run_id->value == "p");
    BOOST_TEST(codec::decode_request<get_run>({.query = "run_id=q", .path_arguments = path, .read_query = true})
                   ->run_id->value == "p");
    BOOST_TEST(
        codec::decode_request<get_run>({.body = "x", .path_arguments = path, .read_query = true})->run_id->value ==
        "p");
    BOOST_TEST(codec::decode_request<update_run>({.body = "[", .path_arguments = path}).has_error());
    BOOST_TEST(
        codec::decode_request<log_parameter>({.body = R"({"value":"v"})", .path_arguments = path}).error().message ==
        "key: missing value for a required parameter");
}

BOOST_AUTO_TEST_CASE(lists_are_read_whole_required_ones_too)
{
    const auto request = codec::decode_request<get_metric_history_bulk_interval>(
        {.query = "run_ids=a&metric_key=m&run_ids=b", .read_query = true});
    BOOST_REQUIRE(request.has_value());
    BOOST_TEST(request->run_ids->size() == 2u);
    BOOST_TEST(codec::decode_request<get_metric_history_bulk_interval>({.query = "metric_key=m", .read_query = true})
                   .error()
                   .message == "run_ids: missing value for a required parameter");
}

BOOST_AUTO_TEST_CASE(bodies_have_as_many_values_as_are_read)
{
    const auto ids = [](std::size_t count) {
        std::string body = R"({"experiment_ids":[)"; // The first value.
        for (std::size_t number = 1; number != count; ++number)
            body += number == 1 ? "\"\"" : ",\"\"";
        return codec::decode_request<search_datasets>({.body = body + "]}"});
    };
    BOOST_TEST(ids(codec::most_body_values)->experiment_ids.size() == codec::most_body_values - 1);
    const auto refused = ids(codec::most_body_values + 1);
    BOOST_REQUIRE(refused.has_error());
    BOOST_TEST((refused.error().code == errc::invalid_parameter_value));
    BOOST_TEST(refused.error().message.find("more values") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_path_is_read_too)
{
    const auto request = codec::decode_request<download_artifact>(
        {.path_arguments = {{"artifact_path", "0/a b/c"}}, .read_query = true});
    BOOST_TEST(*request->artifact_path == "0/a b/c");
}

BOOST_AUTO_TEST_SUITE_END()
