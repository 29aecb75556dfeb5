#include <mltrack/schema/endpoints.hpp>
#include <mltrack/schema/error.hpp>

#include <boost/test/unit_test.hpp>

#include <set>

using namespace mltrack;
using namespace mltrack::schema;

BOOST_AUTO_TEST_SUITE(fields)

BOOST_AUTO_TEST_CASE(required_members_take_their_values_and_braces)
{
    log_metric::request request{.run_id = "a", .key = std::string("k"), .value = 2, .timestamp = 5};
    request.run_id = {};
    BOOST_TEST(request.run_id->empty());
    BOOST_TEST(*request.value == 2.0);
    BOOST_TEST(request.timestamp->value == 5);
}

BOOST_AUTO_TEST_CASE(lengths_count_code_points)
{
    BOOST_TEST(code_points("aé😀") == 3u);
    BOOST_TEST(first_code_points("aé😀b", 2) == "aé");
    BOOST_TEST(first_code_points("aé😀b", 3) == "aé😀");
    BOOST_TEST(first_code_points("ab", 9) == "ab");
    BOOST_TEST(first_code_points("ab", 0) == "");
}

BOOST_AUTO_TEST_CASE(keys_that_mlflow_takes)
{
    for (const char* key : {"a", "a/b", ".a", "a..", "a b", "a:b-c.d_e", "ключ", "键", "m²", "a\n", "0"})
        BOOST_TEST(!key_rule(key).has_value(), key << " should be allowed");
}

BOOST_AUTO_TEST_CASE(keys_that_mlflow_refuses)
{
    for (const char* key : {".",        "..", "..a", "...", "/a", "a//b", "a/",   "./a",  "a/./b", "a/../b",
                            "a\u00A0b", "😀", "a,b", "a@b", "a%", "a\"",  "a\\b", "a\tb", "a\n\n", "\nb"})
        BOOST_TEST(key_rule(key).has_value(), key << " should be refused");
}

BOOST_AUTO_TEST_CASE(a_view_shows_the_stages_that_it_names)
{
    BOOST_TEST(shows(view_type::ACTIVE_ONLY, lifecycle_stage::active));
    BOOST_TEST(!shows(view_type::ACTIVE_ONLY, lifecycle_stage::deleted));
    BOOST_TEST(!shows(view_type::DELETED_ONLY, lifecycle_stage::active));
    BOOST_TEST(shows(view_type::DELETED_ONLY, lifecycle_stage::deleted));
    BOOST_TEST(shows(view_type::ALL, lifecycle_stage::active));
    BOOST_TEST(shows(view_type::ALL, lifecycle_stage::deleted));
}

BOOST_AUTO_TEST_CASE(error_codes_are_found_by_name_and_by_status)
{
    for (const auto& entry : error_table)
        BOOST_TEST((error_code_of(entry.name, entry.status) == entry.code));
    BOOST_TEST((error_code_of("RESOURCE_DOES_NOT_EXIST", 404) == errc::resource_does_not_exist));
    BOOST_TEST((error_code_of("", 429) == errc::resource_exhausted));
    BOOST_TEST((error_code_of("SOMETHING_NEW", 418) == errc::bad_request));
    BOOST_TEST((error_code_of("", 431) == errc::bad_request));
    BOOST_TEST((error_code_of("SOMETHING_NEW", 599) == errc::internal_error));
}

BOOST_AUTO_TEST_CASE(a_result_without_value_throws_its_error)
{
    const result<int> failed = error{errc::invalid_state, "what happened"};
    BOOST_CHECK_EXCEPTION(failed.value(), mltrack::exception, [](const mltrack::exception& e) {
        return e.code() == errc::invalid_state && std::string(e.what()) == "INVALID_STATE: what happened";
    });
}

BOOST_AUTO_TEST_CASE(no_two_endpoints_share_a_method_and_a_path)
{
    std::set<std::pair<verb, std::string_view>> seen;
#define MLTRACK_INSERT(endpoint) BOOST_TEST(seen.emplace(endpoint::method, endpoint::path).second, #endpoint);
    MLTRACK_ENDPOINTS(MLTRACK_INSERT)
}

BOOST_AUTO_TEST_SUITE_END()
