#include <mltrack/fluent/build/build_tags.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <unistd.h>
#include <vector>

using namespace mltrack;
using fluent::joined_lines;

BOOST_AUTO_TEST_SUITE(fluent_build_tags)

BOOST_AUTO_TEST_CASE(a_program_knows_what_it_is)
{
    const auto found = fluent::build_tags({.compiler = "GCC 1.2", .flags = "-O2 -DNAME=\"a b\""});
    BOOST_TEST(found.at("mltrack.build.compiler") == "GCC 1.2");
    BOOST_TEST(found.at("mltrack.build.flags") == "-O2 -DNAME=\"a b\"");
    char name[256] = {};
    BOOST_TEST_REQUIRE(::gethostname(name, sizeof name) == 0);
    BOOST_TEST(found.at("mltrack.host.name") == name);
    BOOST_TEST(found.at("mltrack.host.system").starts_with("Linux "));
    const auto libraries = found.at("mltrack.libraries") + '\n';
    BOOST_TEST(libraries.find("/libgit2.so.") != libraries.npos);
    BOOST_TEST(libraries.find("/libc.so.6\n") != libraries.npos);
    BOOST_TEST(libraries.find("vdso") == libraries.npos);
    BOOST_TEST(libraries.front() == '/');
}

BOOST_AUTO_TEST_CASE(this_build_is_that_of_the_source)
{
    BOOST_TEST(std::string(this_build.compiler).find(__VERSION__) != std::string::npos);
    BOOST_TEST(std::string(this_build.flags).empty());
    BOOST_TEST(!fluent::build_tags(this_build).contains("mltrack.build.flags"));
}

BOOST_AUTO_TEST_CASE(what_is_too_long_for_a_tag_is_cut)
{
    const std::string flags(9000, 'x');
    BOOST_TEST(fluent::build_tags({.compiler = "", .flags = flags.c_str()}).at("mltrack.build.flags").size() == 8000u);
    BOOST_TEST(joined_lines({}, 40) == "");
    BOOST_TEST(joined_lines({"a", "bc"}, 40) == "a\nbc");
    const std::string line(15, 'a');
    BOOST_TEST(joined_lines({"a", line, line}, 40) == "a\nand 2 more");
    BOOST_TEST(joined_lines({"a", line, line}, 1000) == "a\n" + line + '\n' + line);
    for (std::size_t most = 40; most != 200; ++most)
        BOOST_TEST(joined_lines(std::vector<std::string>(9, line), most).size() <= most);
}

BOOST_AUTO_TEST_SUITE_END()
