#include <mltrack/query/like.hpp>
#include <mltrack/query/match.hpp>
#include <mltrack/query/number.hpp>
#include <mltrack/query/parser.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <map>
#include <string>
#include <vector>

using namespace mltrack;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

schema::run run_with(std::string id, double acc)
{
    schema::run run;
    run.info.run_id = id;
    run.data.metrics = {{"acc", acc, schema::metric_time(0), 0}};
    return run;
}

bool holds(const std::string& filter, const schema::run& run)
{
    const auto parsed = query::parse_run_filter(filter);
    BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
    return query::matches(*parsed, run);
}

bool holds(const std::string& filter, const schema::experiment& experiment)
{
    const auto parsed = query::parse_experiment_filter(filter);
    BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
    return query::matches(*parsed, experiment);
}

constexpr bool like(std::string_view text, std::string_view pattern)
{
    return query::like(text, pattern, query::letter_case::kept);
}

static_assert(like("", "") && like("", "%%") && !like("", "_") && !like("a", ""));
static_assert(like("abc", "a%c") && like("abcbc", "%bc") && !like("abcb", "%bc") && like("aXbXc", "a%X%c"));
static_assert(like("\xC3\xA4", "_") && !like("\xC3\xA4", "__") && like("x\xF0\x9F\x98\x80y", "x_y"));
static_assert(!like("Abc", "abc") && query::like("Abc", "aBC", query::letter_case::folded));
static_assert(!query::like("\xC3\x84", "\xC3\xA4", query::letter_case::folded)); // Ä is not ä
static_assert(like("a\nb", "a%b") && like("a\nb", "a_b") && like("a\\b", "a\\%") && !like("a%b", "a\\%b"));

} // namespace

BOOST_AUTO_TEST_SUITE(query_match)

BOOST_AUTO_TEST_CASE(like_takes_no_more_than_the_product_of_both_sizes)
{
    const std::string text(20'000, 'a');
    std::string pattern;
    for (int each = 0; each != 500; ++each)
        pattern += "%a";
    BOOST_TEST(like(text, pattern));
    BOOST_TEST(!like(text, pattern + "b"));
}

BOOST_AUTO_TEST_CASE(numbers_keep_their_digits)
{
    const auto number = [](std::string_view text) { return query::number_of({query::literal::kind::number, text}); };
    BOOST_TEST((number("9007199254740993") == query::number(std::int64_t{9007199254740993})));
    BOOST_TEST((number("-5") == query::number(std::int64_t{-5})));
    BOOST_TEST((number("007") == query::number(std::int64_t{7})));
    BOOST_TEST((number("0.5") == query::number(0.5)));
    BOOST_TEST((number("9223372036854775808") == query::number(0x1p63)));
    BOOST_TEST((number("1e400") == query::number(infinity)));
    BOOST_TEST((number("-1e400") == query::number(-infinity)));
    BOOST_TEST(query::double_of({query::literal::kind::number, "1e-400"}) == 0);

    using query::compare;
    BOOST_TEST(std::is_gt(compare(9007199254740993, 9007199254740992.0)));
    BOOST_TEST(std::is_lt(compare(std::numeric_limits<std::int64_t>::max(), 0x1p63)));
    BOOST_TEST(std::is_eq(compare(std::numeric_limits<std::int64_t>::min(), -0x1p63)));
    BOOST_TEST(std::is_gt(compare(std::numeric_limits<std::int64_t>::min(), -infinity)));
    BOOST_TEST(std::is_lt(compare(1, 1.5)));
    BOOST_TEST(std::is_gt(compare(-1, -1.5)));
    BOOST_TEST((compare(1, not_a_number) == std::partial_ordering::unordered));
}

BOOST_AUTO_TEST_CASE(nan_meets_not_equal_alone)
{
    const auto run = run_with("a", not_a_number);
    BOOST_TEST(holds("metrics.acc != 0", run));
    for (const auto* other : {"= 0", "< 1", "<= 0", "> -1", ">= 0"})
        BOOST_TEST(!holds(std::string("metrics.acc ") + other, run));
}

BOOST_AUTO_TEST_CASE(infinities_stand_for_the_largest_doubles)
{
    BOOST_TEST(holds("metrics.acc = 1.7976931348623157e308", run_with("a", infinity)));
    BOOST_TEST(holds("metrics.acc < 1e400", run_with("a", infinity)));
    BOOST_TEST(holds("metrics.acc = -1.7976931348623157e308", run_with("a", -infinity)));
}

BOOST_AUTO_TEST_CASE(nan_meets_no_list_and_no_range)
{
    const auto run = run_with("a", not_a_number);
    for (const auto* other : {"IN (0)", "NOT IN (0)", "BETWEEN -1 AND 1", "NOT BETWEEN -1 AND 1", "IS NULL"})
        BOOST_TEST(!holds(std::string("metrics.acc ") + other, run));
    BOOST_TEST(holds("metrics.acc IS NOT NULL", run));
    BOOST_TEST(holds("NOT metrics.acc < 1", run));
}

BOOST_AUTO_TEST_CASE(not_is_true_of_what_is_missing)
{
    const schema::run run;
    BOOST_TEST(holds("NOT metrics.a < 0.5", run));
    BOOST_TEST(holds("NOT params.a = 'x' AND NOT params.a != 'x'", run));
    BOOST_TEST(holds("metrics.a > 1 OR status = 'RUNNING'", run));
    BOOST_TEST(!holds("metrics.a > 1 OR status = 'FAILED'", run));
    BOOST_TEST(!holds("NOT (metrics.a > 1 OR status = 'RUNNING')", run));
    BOOST_TEST(holds("end_time IS NULL AND metrics.a IS NULL", run));
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_range_are_in_it)
{
    const auto run = run_with("b", 2);
    for (const auto* range : {"BETWEEN 2 AND 3", "BETWEEN 1 AND 2", "NOT BETWEEN 3 AND 1", "IN (1, 2)", "NOT IN (1)"})
        BOOST_TEST(holds(std::string("metrics.acc ") + range, run));
    BOOST_TEST(!holds("metrics.acc BETWEEN 3 AND 1", run));
    BOOST_TEST(holds("run_id BETWEEN 'a' AND 'b'", run));
    BOOST_TEST(!holds("run_id NOT BETWEEN 'a' AND 'b'", run));
    BOOST_TEST(holds("start_time BETWEEN 0 AND 0.5", run));
}

BOOST_AUTO_TEST_CASE(params_are_compared_with_numbers_as_numbers)
{
    schema::run run;
    run.data.params = {{"lr", "1e-2"},  {"opt", "adam"}, {"big", "inf"},
                       {"none", "nan"}, {"blank", " 1"}, {"plus", "+1"}};
    BOOST_TEST(holds("params.lr = 0.01", run));
    BOOST_TEST(!holds("params.lr = '0.01'", run));
    BOOST_TEST(holds("params.lr < 0.1 AND params.lr >= 0.01 AND params.lr != 1", run));
    BOOST_TEST(holds("params.lr BETWEEN 0 AND 1 AND params.lr IN (1, 0.01) AND params.lr NOT IN (1)", run));
    BOOST_TEST(holds("params.big > 1e308", run));
    for (const auto* key : {"opt", "none", "blank", "plus", "missing"})
        for (const auto* other : {"= 1", "!= 1", "< 2", "> 0", "IN (1)", "NOT IN (2)", "NOT BETWEEN 2 AND 3"})
            BOOST_TEST(!holds(std::string("params.") + key + " " + other, run));
}

BOOST_AUTO_TEST_CASE(a_run_without_a_lookup_stands_alone)
{
    const auto run = run_with("a", 3);
    BOOST_TEST(holds("parent.params.x IS NULL", run));
    BOOST_TEST(!holds("children.params.x IS NULL", run));
    BOOST_TEST(holds("children = 0", run));
    BOOST_TEST(holds("min(metrics.acc) = 3 AND first(metrics.acc) = 3 AND mean(metrics.acc) = 3", run));
    BOOST_TEST(holds("max(metrics.other) IS NULL", run));
}

BOOST_AUTO_TEST_CASE(what_is_missing_meets_nothing)
{
    const schema::run run;
    for (const auto* column : {"params.a", "tags.a", "run_name", "dataset.name"})
        for (const auto* comparator : {"=", "!=", "LIKE", "ILIKE"})
            BOOST_TEST(!holds(std::string(column) + " " + comparator + " '%'", run));
    for (const auto* comparator : {"=", "!=", "<", "<=", ">", ">="}) {
        BOOST_TEST(!holds(std::string("end_time ") + comparator + " 0", run));
        BOOST_TEST(!holds(std::string("metrics.a ") + comparator + " 0", run));
    }
    BOOST_TEST(!holds("dataset.name NOT IN ('a')", run));
    BOOST_TEST(holds("tags.a IS NULL", run));
    BOOST_TEST(!holds("tags.a IS NOT NULL", run));
    BOOST_TEST(holds("user_id = ''", run));
    BOOST_TEST(holds("status = 'RUNNING'", run));
}

BOOST_AUTO_TEST_CASE(the_ids_of_experiments_are_compared_as_numbers)
{
    schema::experiment experiment;
    experiment.experiment_id = "10";
    BOOST_TEST(holds("experiment_id = '0010'", experiment));
    BOOST_TEST(holds("experiment_id IN ('1', '10')", experiment));
    BOOST_TEST(holds("experiment_id != '1'", experiment));
    experiment.experiment_id = "a name";
    BOOST_TEST(holds("experiment_id != '10'", experiment));
    BOOST_TEST(!holds("experiment_id = '10'", experiment));
}

BOOST_AUTO_TEST_CASE(select_gives_a_page_in_order)
{
    std::map<std::string, schema::run> runs;
    for (const auto& [id, acc] :
         std::map<std::string, double>{{"a", 3}, {"b", not_a_number}, {"c", infinity}, {"d", 1}, {"e", 2}})
        runs.emplace(id, run_with(id, acc));
    runs["f"].info.run_id = "f";
    const auto ids = [&](std::vector<std::string> order, std::int64_t offset, std::int64_t limit,
                         std::string_view filter = "") {
        std::string out;
        for (const auto& run : query::select(runs | std::views::values, query::parse_run_filter(filter).value(),
                                             query::run_order(order).value(), offset, limit))
            out += run.info.run_id.value;
        return out;
    };
    constexpr auto all = std::numeric_limits<std::int64_t>::max();
    BOOST_TEST(ids({"metrics.acc"}, 0, all) == "deacbf");
    BOOST_TEST(ids({"metrics.acc DESC"}, 0, all) == "caedbf");
    BOOST_TEST(ids({"metrics.acc"}, 1, 3) == "eac");
    BOOST_TEST(ids({"metrics.acc"}, 4, all) == "bf");
    BOOST_TEST(ids({"metrics.acc"}, all, all) == "");
    BOOST_TEST(ids({"metrics.acc"}, -2, 2) == "de");
    BOOST_TEST(ids({"metrics.acc"}, 2, -2) == "");
    BOOST_TEST(ids({}, 0, all, "metrics.acc >= 2") == "ace");
}

BOOST_AUTO_TEST_SUITE_END()
