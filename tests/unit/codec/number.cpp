#include <mltrack/codec/number.hpp>

#include <boost/test/unit_test.hpp>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

using namespace mltrack::codec;

namespace {

std::string printed(double value)
{
    std::string out;
    append_double(out, value);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(numbers)

BOOST_AUTO_TEST_CASE(whole_numbers_in_all_their_forms)
{
    BOOST_TEST(parse_integer("5").value() == 5);
    BOOST_TEST(parse_integer("-5.0").value() == -5);
    BOOST_TEST(parse_integer("1e3").value() == 1000);
    BOOST_TEST(parse_integer("9223372036854775807").value() == std::numeric_limits<std::int64_t>::max());
    BOOST_TEST(parse_integer("-9223372036854775808").value() == std::numeric_limits<std::int64_t>::min());
    for (const char* text : {"", "5.5", "abc", "9223372036854775808", "1e30", "NaN", "5x", "0x10", "1 2"})
        BOOST_TEST(!parse_integer(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(doubles_as_python_reads_them)
{
    BOOST_TEST(parse_double(" 5").value() == 5.0);
    BOOST_TEST(parse_double("+5.5").value() == 5.5);
    BOOST_TEST(parse_double("1_000").value() == 1000.0);
    BOOST_TEST(std::isnan(parse_double("NaN").value()));
    BOOST_TEST(parse_double("-Infinity").value() == -std::numeric_limits<double>::infinity());
    BOOST_TEST(parse_double("inf").value() == std::numeric_limits<double>::infinity());
    BOOST_TEST(parse_double("1e400").value() == std::numeric_limits<double>::infinity());
    BOOST_TEST(parse_double("-1e400").value() == -std::numeric_limits<double>::infinity());
    BOOST_TEST(parse_double("1e-400").value() == 0.0);
    BOOST_TEST(parse_double("5e-324").value() == std::numeric_limits<double>::denorm_min());
    BOOST_TEST(std::signbit(parse_double("-0.0").value()));
    for (const char* text : {"", "-", "x", "1__0", "_1", "1_", "0x10", "1,5", "nanx", "--5"})
        BOOST_TEST(!parse_double(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(doubles_have_a_fraction_or_an_exponent)
{
    BOOST_TEST(printed(1) == "1.0");
    BOOST_TEST(printed(-0.0) == "-0.0");
    BOOST_TEST(printed(0.1) == "0.1");
    BOOST_TEST(printed(1e308) == "1e+308");
    BOOST_TEST(printed(std::numeric_limits<double>::quiet_NaN()) == "NaN");
    BOOST_TEST(printed(-std::numeric_limits<double>::infinity()) == "-Infinity");
}

BOOST_AUTO_TEST_CASE(every_double_comes_back_bit_for_bit)
{
    std::mt19937_64 random(20261125);
    for (int round = 0; round != 100'000; ++round) {
        const auto value = std::bit_cast<double>(random());
        if (std::isnan(value))
            continue;
        const auto back = parse_double(printed(value)).value();
        BOOST_REQUIRE_EQUAL(std::bit_cast<std::uint64_t>(value), std::bit_cast<std::uint64_t>(back));
    }
}

BOOST_AUTO_TEST_SUITE_END()
