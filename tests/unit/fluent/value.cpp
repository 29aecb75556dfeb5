#include <mltrack/fluent/value/flatten.hpp>
#include <mltrack/reflect/enumeration.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

using namespace mltrack;

namespace training {

enum class optimizer { sgd, adam };

/// As a tensor library has it: a number that has to be fetched.
struct scalar
{
    double held;
};
double mltrack_value(const scalar& value)
{
    return value.held;
}

struct shape
{
    int rows, columns;
};
std::string mltrack_value(const shape& value)
{
    return std::to_string(value.rows) + 'x' + std::to_string(value.columns);
}

struct opaque
{
};

struct schedule
{
    float warm_up = 0.1F;
    int steps = 3;
};

struct configuration
{
    double rate = 1e-3;
    optimizer method = optimizer::adam;
    schedule plan{};
    std::optional<schedule> restart{};
    std::optional<int> seed{};
    std::vector<int> layers = {64, 32};
    std::string name = "net";
    bool augment = true;
};

struct outcome
{
    float loss = 0.5F;
    scalar accuracy{0.75};
    schedule plan{};
};

} // namespace training

MLTRACK_REFLECT_ENUM(training::optimizer, sgd, adam);
MLTRACK_REFLECT(training::schedule, warm_up, steps);
MLTRACK_REFLECT(training::configuration, rate, method, plan, restart, seed, layers, name, augment);
MLTRACK_REFLECT(training::outcome, loss, accuracy, plan);

namespace {

std::string text(const text_value& value)
{
    return value.text();
}

} // namespace

BOOST_AUTO_TEST_SUITE(fluent_values)

// What Python 3.11 prints for str(x).
BOOST_AUTO_TEST_CASE(are_written_as_python_writes_them)
{
    BOOST_TEST(text(true) == "True");
    BOOST_TEST(text(false) == "False");
    BOOST_TEST(text(-7) == "-7");
    BOOST_TEST(text(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
    BOOST_TEST(text(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
    BOOST_TEST(text(std::int8_t(65)) == "65");
    BOOST_TEST(text('A') == "A");
    for (const auto& [number, written] : {std::pair(0.1, "0.1"),
                                          {1.0, "1.0"},
                                          {-0.0, "-0.0"},
                                          {100000.0, "100000.0"},
                                          {0.0001, "0.0001"},
                                          {0.00012345, "0.00012345"},
                                          {0.00001, "1e-05"},
                                          {1.5e-7, "1.5e-07"},
                                          {1e15, "1000000000000000.0"},
                                          {1e16, "1e+16"},
                                          {1.25e100, "1.25e+100"},
                                          {123456.789, "123456.789"},
                                          {5e-324, "5e-324"},
                                          {1.7976931348623157e308, "1.7976931348623157e+308"}})
        BOOST_TEST(text(number) == written);
    BOOST_TEST(text(0.1F) == "0.1");
    BOOST_TEST(text(std::numeric_limits<double>::quiet_NaN()) == "nan");
    BOOST_TEST(text(-std::numeric_limits<double>::infinity()) == "-inf");
}

BOOST_AUTO_TEST_CASE(are_texts_of_any_kind)
{
    const char* pointer = "c";
    char array[] = "array";
    BOOST_TEST(text(pointer) == "c");
    BOOST_TEST(text(array) == "array");
    BOOST_TEST(text(std::string("s")) == "s");
    BOOST_TEST(text(std::string_view("view").substr(1)) == "iew");
    BOOST_TEST(text(std::filesystem::path("/a/b")) == "/a/b");
    BOOST_TEST(text(schema::id::run("id")) == "id");
}

BOOST_AUTO_TEST_CASE(are_optionals_ranges_and_enumerations)
{
    BOOST_TEST(text(std::optional<int>()) == "None");
    BOOST_TEST(text(std::optional<double>(2.5)) == "2.5");
    BOOST_TEST(text(std::vector<double>{1, 0.5}) == "[1.0, 0.5]");
    BOOST_TEST(text(std::vector<std::string>{"a", "it's", "b\\\n"}) == R"(['a', "it's", 'b\\\n'])");
    BOOST_TEST(text(std::vector<std::vector<int>>{{1}, {}}) == "[[1], []]");
    BOOST_TEST(text(training::optimizer::adam) == "adam");
}

BOOST_AUTO_TEST_CASE(are_types_of_the_programs_own)
{
    BOOST_TEST(text(training::scalar{0.25}) == "0.25");
    BOOST_TEST(text(training::shape{2, 3}) == "2x3");
    BOOST_TEST(number_value(training::scalar{0.25}).number() == 0.25);
    static_assert(!std::is_constructible_v<number_value, training::shape>);
    static_assert(!std::is_constructible_v<number_value, const char*>);
    static_assert(!std::is_constructible_v<text_value, training::opaque>);
    static_assert(!std::is_constructible_v<text_value, std::vector<training::opaque>>);
}

BOOST_AUTO_TEST_CASE(numbers_are_any_arithmetic_type)
{
    BOOST_TEST(number_value(true).number() == 1.0);
    BOOST_TEST(number_value(std::uint8_t(200)).number() == 200.0);
    BOOST_TEST(number_value(0.1F).number() == static_cast<double>(0.1F));
    BOOST_TEST(number_value(-3L).number() == -3.0);
}

BOOST_AUTO_TEST_CASE(a_struct_is_flattened)
{
    std::map<std::string, std::string> found;
    for (const auto& [key, value] : fluent::named_texts(training::configuration()))
        found.emplace(key, value.text());
    const std::map<std::string, std::string> wanted = {{"rate", "0.001"},   {"method", "adam"}, {"plan.warm_up", "0.1"},
                                                       {"plan.steps", "3"}, {"seed", "None"},   {"layers", "[64, 32]"},
                                                       {"name", "net"},     {"augment", "True"}};
    BOOST_CHECK(found == wanted);

    training::configuration restarted;
    restarted.restart.emplace();
    BOOST_TEST(fluent::named_texts(restarted).size() == wanted.size() + 2);

    std::map<std::string, double> numbers;
    for (const auto& [key, value] : fluent::named_numbers(training::outcome()))
        numbers.emplace(key, value.number());
    BOOST_TEST(numbers.size() == 4u);
    BOOST_TEST(numbers["accuracy"] == 0.75);
    BOOST_TEST(numbers["plan.steps"] == 3.0);
}

BOOST_AUTO_TEST_SUITE_END()
