#include <mltrack/codec/json/reader.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

using mltrack::codec::json::kind;
using mltrack::codec::json::reader;

namespace {

std::string failure_of(std::string_view text)
{
    reader in(text);
    in.skip();
    in.finish();
    return in.failure();
}

std::string string_in(std::string_view text)
{
    reader in(text);
    std::string out(in.string());
    BOOST_TEST(in.failure() == "");
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(json_reader)

BOOST_AUTO_TEST_CASE(well_formed_texts)
{
    for (const char* text : {"{}", "[]", " [ ] ", "null", "true", "-0.5e+3", "\"\"", R"({"a":[1,{"b":null}],"c":"d"})",
                             "[NaN,Infinity,-Infinity]", "\xEF\xBB\xBF{}", "[[],[],{}]"})
        BOOST_TEST(failure_of(text) == "", text);
}

BOOST_AUTO_TEST_CASE(faulty_texts_say_where)
{
    BOOST_TEST(failure_of("") == "a JSON value was expected at byte 0");
    BOOST_TEST(failure_of("{\"a\":1,}") == "a member name in double quotes was expected at byte 7");
    BOOST_TEST(failure_of("[1 2]") == "',' or ']' was expected at byte 3");
    BOOST_TEST(failure_of("{} x") == "nothing more was expected at byte 3");
    BOOST_TEST(failure_of("\"abc") == "the string does not end at byte 4");
    for (const char* text : {"{",
                             "[",
                             "[1,",
                             "{\"a\"",
                             "{\"a\":",
                             "{\"a\" 1}",
                             "tru",
                             "01",
                             "1.",
                             "1e",
                             "-",
                             ".5",
                             "+1",
                             "'a'",
                             "{a:1}",
                             "[,]",
                             "nul",
                             "Nan",
                             "\"\\x\"",
                             "\"\\u12\"",
                             "\"\\ud800\"",
                             "\"\\ud800\\u0041\"",
                             "\"\\udc00\"",
                             "\"a\nb\"",
                             "\"\xFF\"",
                             "\"\xC0\xAF\"",
                             "\"\xED\xA0\x80\"",
                             "\"\xF4\x90\x80\x80\"",
                             "\"\xE2\x82\""})
        BOOST_TEST(failure_of(text) != "", text << " is no JSON");
}

BOOST_AUTO_TEST_CASE(nesting_has_a_limit)
{
    BOOST_TEST(failure_of(std::string(100, '[') + std::string(100, ']')) == "");
    BOOST_TEST(failure_of(std::string(101, '[') + std::string(101, ']')) != "");
    BOOST_TEST(failure_of(std::string(1'000'000, '[')) != "");
}

BOOST_AUTO_TEST_CASE(strings_are_decoded)
{
    BOOST_TEST(string_in(R"("plain é")") == "plain é");
    BOOST_TEST(string_in(R"("a\n\t\"\\\/\b\f\r")") == "a\n\t\"\\/\b\f\r");
    BOOST_TEST(string_in(R"("\u00e9\u20ac\ud83d\ude00")") == "é€😀");
    BOOST_TEST(string_in(R"("é\u0000x")") == std::string("é\0x", 4));
}

BOOST_AUTO_TEST_CASE(after_a_fault_nothing_more_is_found)
{
    reader in("[1,?]");
    in.begin_array();
    BOOST_TEST(in.next_element());
    BOOST_TEST(in.number() == "1");
    BOOST_TEST(in.next_element());
    BOOST_TEST((in.next() == kind::malformed));
    BOOST_TEST(!in.next_element());
    BOOST_TEST(in.failed());
}

BOOST_AUTO_TEST_CASE(where_no_value_stands_nothing_is_taken)
{
    for (const std::string_view text : {"", "?   {}"}) {
        reader in(text);
        in.next();
        in.begin_object();
        std::string_view key;
        BOOST_TEST(!in.next_member(key));
        in.finish();
        BOOST_TEST(in.failure().ends_with("at byte 0"), in.failure());
    }
}

BOOST_AUTO_TEST_SUITE_END()
