#include <mltrack/codec/json.hpp>
#include <mltrack/schema/endpoints.hpp>

#include <boost/test/unit_test.hpp>

#include <cmath>

using namespace mltrack;
using namespace mltrack::schema;

namespace {

template <class T>
std::string message_of(std::string_view text)
{
    const auto decoded = codec::json::decode<T>(text);
    if (decoded.has_error())
        return decoded.error().message;
    const auto checked = codec::check(*decoded);
    return checked.has_error() ? checked.error().message : "";
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_codec)

BOOST_AUTO_TEST_CASE(a_request_is_read_in_any_order_with_unknown_members)
{
    const auto request = codec::json::decode<log_metric::request>(
        R"({"step":"3","unknown":{"a":[1]},"value":NaN,"timestamp":5.0,"key":"k","run_id":"r","x":null})");
    BOOST_REQUIRE(request.has_value());
    BOOST_TEST(request->step == 3);
    BOOST_TEST(request->timestamp->value == 5);
    BOOST_TEST(std::isnan(*request->value));
    BOOST_TEST(request->run_id->value == "r");
}

BOOST_AUTO_TEST_CASE(the_older_name_stands_in_for_the_newer_which_wins)
{
    BOOST_TEST(codec::json::decode<get_run::request>(R"({"run_uuid":"u"})")->run_id->value == "u");
    BOOST_TEST(codec::json::decode<get_run::request>(R"({"run_uuid":"u","run_id":"r"})")->run_id->value == "r");
    BOOST_TEST(codec::json::decode<get_run::request>(R"({"run_id":"r","run_uuid":"u"})")->run_id->value == "r");
}

BOOST_AUTO_TEST_CASE(camel_case_is_read_but_does_not_make_a_required_member_present)
{
    BOOST_TEST(codec::json::decode<create_run::request>(R"({"experimentId":"4","runName":"n"})")->run_name == "n");
    BOOST_TEST(message_of<delete_run::request>(R"({"runId":"x"})") == "run_id: missing value for a required parameter");
    BOOST_TEST(message_of<create_run::request>(R"({"run_name":"a","runName":"b"})") ==
               "run_name: stands there in snake_case and in lowerCamelCase: send it once");
}

BOOST_AUTO_TEST_CASE(texts_by_name_are_an_object)
{
    using response = create_presigned_upload_url::response;
    const std::string text = R"({"presigned_url":"u","headers":{"a \"b\"":"1","c":""}})";
    const auto read = codec::json::decode<response>(text);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->headers.at("a \"b\"") == "1");
    BOOST_TEST(codec::json::encode(*read) == text);
    BOOST_TEST(codec::json::encode(response()) == R"({"presigned_url":""})");
    BOOST_TEST(message_of<response>(R"({"headers":{"a":1}})") == "headers.a: expected a string, got a number");
    BOOST_TEST(message_of<response>(R"({"headers":[]})") == "headers: expected an object, got an array");
}

BOOST_AUTO_TEST_CASE(of_repeated_members_the_last_counts)
{
    const auto request =
        codec::json::decode<log_batch::request>(R"({"run_id":"a","tags":[{"key":"k"}],"run_id":"b","tags":[]})");
    BOOST_TEST(request->run_id->value == "b");
    BOOST_TEST(request->tags.empty());
}

BOOST_AUTO_TEST_CASE(a_doubly_encoded_body_is_read)
{
    BOOST_TEST(codec::json::decode<get_run::request>(R"("{\"run_id\":\"r\"}")")->run_id->value == "r");
}

BOOST_AUTO_TEST_CASE(all_wrong_fields_are_named)
{
    BOOST_TEST(
        message_of<log_batch::request>(
            R"({"run_id":"r","metrics":[{"key":"a","value":1,"timestamp":1},{"key":5,"value":[],"timestamp":1.5}]})") ==
        "3 fields are wrong: (1) metrics[1].key: expected a string, got a number (2) metrics[1].value: expected a "
        "number, got an array (3) metrics[1].timestamp: expected a whole number of 64 bits, got '1.5'");
    BOOST_TEST(
        message_of<log_metric::request>(R"({"run_id":"r","key":"","value":1,"timestamp":-1})") ==
        "2 fields are wrong: (1) key: missing value for a required parameter (2) timestamp: must not be negative, "
        "but is -1");
    BOOST_TEST(message_of<search_runs::request>(R"({"run_view_type":"all"})") ==
               "run_view_type: expected one of ACTIVE_ONLY, DELETED_ONLY, ALL, got 'all'");
    BOOST_TEST(message_of<search_runs::request>(R"({"max_results":50001})") ==
               "max_results: must be from 1 to 50000, but is 50001");
    BOOST_TEST(message_of<create_experiment::request>(R"({"name":")" + std::string(501, 'x') + "\"}") ==
               "name: must have 1 to 500 characters, but has 501");
    BOOST_TEST(message_of<search_runs::request>("[]") == "the body must be a JSON object, but is an array");
}

BOOST_AUTO_TEST_CASE(a_required_number_that_was_not_given_is_not_written)
{
    metric given;
    given.key = "k";
    BOOST_TEST(codec::json::encode(given) == R"({"key":"k","step":0})");
    *given.value = 0;
    given.timestamp = unix_ms(0);
    const auto read = codec::json::decode<metric>(codec::json::encode(given));
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->value.is_given());
    BOOST_TEST(read->timestamp.is_given());
    BOOST_TEST((*read == given));
}

BOOST_AUTO_TEST_CASE(many_problems_are_counted_not_listed)
{
    std::string metrics;
    for (int index = 0; index != 30; ++index)
        metrics += metrics.empty() ? "5" : ",5";
    const auto message = message_of<log_batch::request>(R"({"run_id":"r","metrics":[)" + metrics + "]}");
    BOOST_TEST(message.starts_with("30 fields are wrong: (1) metrics[0]: expected an object, got a number"), message);
    BOOST_TEST(message.ends_with("(and 20 more)"), message);
}

BOOST_AUTO_TEST_CASE(enumerations_have_names_and_numbers)
{
    BOOST_TEST((codec::json::decode<search_runs::request>(R"({"run_view_type":3})")->run_view_type == view_type::ALL));
    BOOST_TEST((codec::json::decode<search_runs::request>(R"({"run_view_type":"2"})")->run_view_type ==
                view_type::DELETED_ONLY));
    BOOST_TEST((codec::json::decode<update_run::request>(R"({"run_id":"r","status":"KILLED"})")->status ==
                run_status::KILLED));
}

BOOST_AUTO_TEST_CASE(a_run_is_written_as_mlflow_writes_it)
{
    run object{.info = {.run_uuid = "r", .experiment_id = "0", .run_name = "n", .run_id = "r"},
               .data = {.metrics = {{.key = "k", .value = std::nan(""), .timestamp = 1, .step = -2}},
                        .tags = {{.key = "t", .value = "\"\n\x01é"}}}};
    BOOST_TEST(
        codec::json::encode(object) ==
        R"({"info":{"run_uuid":"r","experiment_id":"0","run_name":"n","user_id":"","status":"RUNNING","start_time":0,)"
        R"("artifact_uri":"","lifecycle_stage":"active","run_id":"r"},"data":{"metrics":[{"key":"k","value":"NaN",)"
        R"("timestamp":1,"step":-2}],"tags":[{"key":"t","value":"\"\u000a\u0001é"}]},"inputs":{}})");
}

BOOST_AUTO_TEST_CASE(what_is_no_utf8_is_written_as_replacement_characters)
{
    const auto written = [](std::string_view text) {
        std::string out;
        codec::json::append_string(out, text);
        return out;
    };
    BOOST_TEST(written("\xC3\xBC") == "\"\xC3\xBC\"");
    BOOST_TEST(written("\xF0\x9F\x98\x80\"") == "\"\xF0\x9F\x98\x80\\\"\"");
    BOOST_TEST(written("a\xFF"
                       "b") == "\"a\uFFFD"
                               "b\"");
    BOOST_TEST(written("\xE2\x82") == "\"\uFFFD\uFFFD\"");
    BOOST_TEST(written("\xC0\xAF") == "\"\uFFFD\uFFFD\"");
    BOOST_TEST(written("\xED\xA0\x80") == "\"\uFFFD\uFFFD\uFFFD\"");
    BOOST_TEST(written("\xF4\x90\x80\x80") == "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_the_same)
{
    experiment object{
        .experiment_id = "7", .name = "ключ \\ \"", .last_update_time = 5, .tags = {{.key = "a", .value = "b"}}};
    object.lifecycle_stage = lifecycle_stage::deleted;
    BOOST_TEST((codec::json::decode<experiment>(codec::json::encode(object)).value() == object));
}

BOOST_AUTO_TEST_SUITE_END()
