#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/reflect/hana.hpp>
#include <mltrack/reflect/reflect.hpp>

#include <boost/hana/at_key.hpp>
#include <boost/hana/for_each.hpp>
#include <boost/hana/keys.hpp>
#include <boost/hana/length.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

namespace reflect_test {

struct inner
{
    int number = 7;
};

struct outer
{
    std::string name;
    inner nested;
    std::vector<int> list;
    std::optional<double> maybe;
};

struct nothing
{
};

enum class colour { red = 3, green = 5 };

} // namespace reflect_test

MLTRACK_REFLECT(reflect_test::inner, number);
MLTRACK_REFLECT(reflect_test::outer, name, nested, list, maybe);
MLTRACK_REFLECT(reflect_test::nothing);
MLTRACK_REFLECT_ENUM(reflect_test::colour, red, green);

namespace reflect = mltrack::reflect;
using namespace reflect_test;

BOOST_AUTO_TEST_SUITE(reflection)

BOOST_AUTO_TEST_CASE(members_are_counted_in_nested_aggregates_and_containers)
{
    static_assert(reflect::member_count<outer>() == 4);
    static_assert(reflect::member_count<nothing>() == 0);
    static_assert(reflect::members_of<outer>::size == 4);
    static_assert(reflect::members_of<nothing>::size == 0);
    BOOST_TEST(reflect::full_name<outer> == "reflect_test::outer");
}

BOOST_AUTO_TEST_CASE(members_come_in_order_with_their_names)
{
    std::vector<std::string> names;
    reflect::for_each_member<outer>([&](auto member) { names.emplace_back(member.name); });
    const std::vector<std::string> expected{"name", "nested", "list", "maybe"};
    BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(members_are_reached_in_an_object)
{
    outer object{.name = "x", .nested = {9}, .list = {}, .maybe = 1.5};
    double sum = 0;
    reflect::for_each_member<outer>([&](auto member) {
        auto& value = member.of(object);
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, inner>)
            sum += value.number;
        if constexpr (std::is_same_v<std::remove_cvref_t<decltype(value)>, std::optional<double>>)
            sum += *value;
    });
    BOOST_TEST(sum == 10.5);
}

BOOST_AUTO_TEST_CASE(a_described_struct_is_a_hana_struct)
{
    namespace hana = boost::hana;
    static_assert(hana::Struct<outer>::value);
    outer object{.name = "x", .nested = {}, .list = {1, 2}, .maybe = {}};
    BOOST_TEST(hana::at_key(object, hana::string_c<'n', 'a', 'm', 'e'>) == "x");
    int count = 0;
    hana::for_each(object, [&](const auto&) { ++count; });
    BOOST_TEST(count == 4);
}

BOOST_AUTO_TEST_CASE(enumerators_have_names_both_ways)
{
    BOOST_TEST(reflect::enum_name(colour::green) == "green");
    BOOST_TEST(reflect::enum_name(static_cast<colour>(4)).empty());
    BOOST_TEST((reflect::enum_value<colour>("red") == colour::red));
    BOOST_TEST((reflect::enum_value<colour>("RED") == std::nullopt));
}

BOOST_AUTO_TEST_SUITE_END()
