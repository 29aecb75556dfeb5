#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace mltrack;
using artifact::relative_path;
using namespace std::string_literals;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(artifact_relative_path)

struct accepted
{
    std::string given;
    std::string canonical;

    friend std::ostream& operator<<(std::ostream& out, const accepted& each) { return out << each.given; }
};

const accepted good[] = {
    {"", ""},
    {".", ""},
    {"./", ""},
    {"model.pkl", "model.pkl"},
    {"a/b/c", "a/b/c"},
    {"a//b/./c/", "a/b/c"},
    {"a%20b", "a b"},
    {"a%2Fb", "a/b"},
    {"a%252fb", "a/b"},
    {"100%", "100%"},
    {"50%zz", "50%zz"},
    {"..a/a..", "..a/a.."},
    {"...", "..."},
    {"a\\b", "a\\b"},
    {"c:", "c:"},
    {"gr\xC3\xB6\xC3\x9F"
     "e",
     "gr\xC3\xB6\xC3\x9F"
     "e"},
    {"a?b", "a?b"},
    {"a%09b\r\n", "ab"},
};

BOOST_DATA_TEST_CASE(canonical_form, data::make(good), path)
{
    const auto parsed = relative_path::parse(path.given);
    BOOST_REQUIRE(parsed.has_value());
    BOOST_TEST(parsed->text() == path.canonical);
}

struct refused
{
    const char* why;
    std::string given;
    std::string reason; ///< Part of the message.

    friend std::ostream& operator<<(std::ostream& out, const refused& each) { return out << each.why; }
};

const refused bad[] = {
    {"a parent behind a tab", ".\t./x", "'..' part"},
    {"parent", "..", "'..' part"},
    {"parent first", "../secret", "'..' part"},
    {"parent inside", "a/../../secret", "'..' part"},
    {"parent that stays inside", "a/../b", "'..' part"},
    {"parent last", "a/..", "'..' part"},
    {"percent-encoded dots", "%2e%2e/secret", "'..' part"},
    {"percent-encoded dots, upper case", "%2E%2E/secret", "'..' part"},
    {"half-encoded dots", ".%2e/secret", "'..' part"},
    {"percent-encoded slash", "..%2fsecret", "'..' part"},
    {"double-encoded", "%252e%252e%252fsecret", "'..' part"},
    {"triple-encoded", "%25252e%25252e/secret", "'..' part"},
    {"encoded ten times over", "%2525252525252525252525252e", "more than 10 times"},
    {"absolute", "/etc/passwd", "absolute"},
    {"encoded absolute", "%2fetc/passwd", "absolute"},
    {"double-encoded absolute", "%252fetc/passwd", "absolute"},
    {"two slashes", "//host/share", "absolute"},
    {"file URI", "file:///etc/passwd", "absolute"},
    {"backslash parent", "..\\secret", "'..' part"},
    {"backslash parent inside", "a\\..\\..\\secret", "'..' part"},
    {"mixed separators", "a/..\\b", "'..' part"},
    {"encoded backslash parent", "..%5csecret", "'..' part"},
    {"backslash absolute", "\\secret", "absolute"},
    {"UNC share", "\\\\host\\share\\x", "absolute"},
    {"drive with backslash", "C:\\secret", "absolute"},
    {"drive with slash", "c:/secret", "absolute"},
    {"encoded drive", "c%3a%5csecret", "absolute"},
    {"drive behind a dot", "./C:/secret", "absolute"},
    {"backslash behind a dot", ".//./\\secret", "absolute"},
    {"NUL", "a\0b"s, "NUL"},
    {"encoded NUL", "a%00b", "NUL"},
    {"double-encoded NUL", "a%2500b", "NUL"},
    {"no UTF-8", "a%FF", "not UTF-8"},
    {"overlong slash", "a%C0%AFb", "not UTF-8"},
    {"surrogate", "%ED%A0%80", "not UTF-8"},
    {"fragment", "a#b", "'#'"},
    {"encoded fragment", "a%23b", "'#'"},
};

BOOST_DATA_TEST_CASE(refusal, data::make(bad), path)
{
    const auto parsed = relative_path::parse(path.given);
    BOOST_REQUIRE(parsed.has_error());
    BOOST_CHECK(parsed.error().code == errc::invalid_parameter_value);
    BOOST_TEST(parsed.error().message.find(path.reason) != std::string::npos, parsed.error().message);
}

BOOST_AUTO_TEST_CASE(messages_hold_no_control_characters)
{
    const auto parsed = relative_path::parse("../\n\x1b[31m");
    BOOST_TEST(parsed.error().message.find_first_of("\n\x1b") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(messages_are_cut_between_characters)
{
    std::string path = "/";
    for (int each = 0; each != 300; ++each)
        path += "\xC3\xBC";
    const auto message = relative_path::parse(path).error().message;
    BOOST_TEST(schema::is_utf8(message));
    BOOST_TEST(message.size() < path.size());
}

BOOST_AUTO_TEST_CASE(name_and_joining)
{
    const auto folder = relative_path::parse("a/b").value();
    const auto file = relative_path::parse("c.txt").value();
    BOOST_TEST((folder / file).text() == "a/b/c.txt");
    BOOST_TEST((relative_path() / file).text() == "c.txt");
    BOOST_TEST((folder / relative_path()).text() == "a/b");
    BOOST_TEST(folder.name() == "b");
    BOOST_TEST(relative_path().is_root());
}

BOOST_AUTO_TEST_SUITE_END()
