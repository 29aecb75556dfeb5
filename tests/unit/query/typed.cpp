#include <mltrack/query/parser.hpp>
#include <mltrack/query/to_text.hpp>
#include <mltrack/query/typed/literal.hpp>
#include <mltrack/query/typed/where.hpp>
#include <mltrack/schema/endpoint/runs.hpp>

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace mltrack;
using namespace mltrack::columns;
using enum schema::run_status;

namespace {

/// An expression gives the tree of the text, and that text.
void check(const query::expression& expression, const std::string& text)
{
    BOOST_TEST(expression.text() == text);
    const auto typed = query::parse_run_filter(expression.text());
    BOOST_TEST_REQUIRE(typed.has_value(), typed.error().message);
    const auto written = query::parse_run_filter(text);
    BOOST_TEST_REQUIRE(written.has_value(), text);
    BOOST_TEST((*typed == *written), text);
    const auto again = query::to_text(*typed);
    BOOST_TEST_REQUIRE(again.has_value(), text);
    BOOST_TEST((query::parse_run_filter(*again).value() == *typed), *again);
}

/// The text of a filter's tree.
std::string rewritten(std::string_view text)
{
    const auto parsed = query::parse_run_filter(text);
    BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
    const auto out = query::to_text(*parsed);
    BOOST_TEST_REQUIRE(out.has_value(), out.error().message);
    const auto again = query::parse_run_filter(*out);
    BOOST_TEST_REQUIRE(again.has_value(), again.error().message);
    BOOST_TEST((*again == *parsed), *out);
    return *out;
}

bool is_refused(const exception& fault)
{
    return fault.code() == errc::invalid_parameter_value;
}

// Literals are parsed by the compiler.
static_assert("metrics.loss < 0.5 OR NOT parent.params.opt = 'adam'"_filter.text().size() == 52);
static_assert("name = 'a' AND tags.b < 1"_experiment_filter.text().starts_with("name"));
static_assert("params.a = b"_model_filter.text() == "params.a = b");
static_assert(""_filter.text().empty());

} // namespace

BOOST_AUTO_TEST_SUITE(query_typed)

BOOST_AUTO_TEST_CASE(comparisons_are_those_of_the_text)
{
    check(metrics["loss"] < 0.5, "metrics.loss < 0.5");
    check(metrics["loss"] >= 3, "metrics.loss >= 3");
    check(metrics["a b"] != -1e300, "metrics.`a b` != -1e+300");
    check(params["opt"] == "adam", "params.opt = 'adam'");
    check(params["opt"] != std::string("it's"), "params.opt != \"it's\"");
    check(params["lr"] <= 0.1, "params.lr <= 0.1");
    check(tags["n"] > 5u, "tags.n > 5");
    check(status == FINISHED, "status = 'FINISHED'");
    check(status != "FAILED", "status != 'FAILED'");
    check(status.in({FAILED, KILLED}), "status IN ('FAILED', 'KILLED')");
    check(start_time > schema::unix_ms(1000), "start_time > 1000");
    check(end_time.is_null(), "end_time IS NULL");
    check(tags["a"].is_not_null(), "tags.a IS NOT NULL");
    check(run_name.like("a%"), "run_name LIKE 'a%'");
    check(user_id.ilike("a%"), "user_id ILIKE 'a%'");
    check(run_id.not_in(std::vector<std::string>{"a", "b"}), "run_id NOT IN ('a', 'b')");
    check(metrics["a"].in({1, 2}), "metrics.a IN (1, 2)");
    check(metrics["a"].between(1, 2.5), "metrics.a BETWEEN 1 AND 2.5");
    check(params["a"].not_between("a", "b"), "params.a NOT BETWEEN 'a' AND 'b'");
    check(dataset_name == "mnist", "dataset.name = 'mnist'");
    check(artifact_uri == "", "artifact_uri = ''");
}

BOOST_AUTO_TEST_CASE(relations_and_functions)
{
    check(parent.params["opt"] == "adam", "parent.params.opt = 'adam'");
    check(parent.status == RUNNING, "parent.status = 'RUNNING'");
    check(children.metrics["loss"] < 1, "children.metrics.loss < 1");
    check(children.count() >= 3, "children >= 3");
    check(min(metrics["loss"]) < 1, "min(metrics.loss) < 1");
    check(max(parent.metrics["loss"]) < 1, "max(parent.metrics.loss) < 1");
    check(mean(metrics["a b"]) < 1, "mean(metrics.`a b`) < 1");
    check(first(metrics["loss"]) < 1 && last(metrics["loss"]) > 1,
          "first(metrics.loss) < 1 AND last(metrics.loss) > 1");
}

BOOST_AUTO_TEST_CASE(conditions_have_the_parentheses_that_they_need)
{
    const auto a = tags["a"].is_null();
    const auto b = tags["b"].is_null();
    check(a && b, "tags.a IS NULL AND tags.b IS NULL");
    check(a && b && a, "tags.a IS NULL AND tags.b IS NULL AND tags.a IS NULL");
    check(a || (b && a), "tags.a IS NULL OR tags.b IS NULL AND tags.a IS NULL");
    check((a || b) && a, "(tags.a IS NULL OR tags.b IS NULL) AND tags.a IS NULL");
    check(!a, "NOT tags.a IS NULL");
    check(!!a, "NOT NOT tags.a IS NULL");
    check(!(a && b), "NOT (tags.a IS NULL AND tags.b IS NULL)");
    check(!(a || b) || !a, "NOT (tags.a IS NULL OR tags.b IS NULL) OR NOT tags.a IS NULL");
    check(where(metrics["loss"] < 0.5 && params["opt"] == "adam"), "metrics.loss < 0.5 AND params.opt = 'adam'");
}

BOOST_AUTO_TEST_CASE(both_stand_where_a_text_does)
{
    const schema::search_runs::request typed{.filter = where(metrics["loss"] < 0.5)};
    const schema::search_runs::request checked{.filter = "metrics.loss < 0.5"_filter};
    BOOST_TEST(typed.filter == checked.filter);
}

BOOST_AUTO_TEST_CASE(numbers_without_a_text_are_refused)
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    check(metrics["a"] == infinity, "metrics.a = 1.7976931348623157e+308"); // For which an infinity stands.
    check(metrics["a"] == -infinity, "metrics.a = -1.7976931348623157e+308");
    check(metrics["a"] == std::numeric_limits<std::int64_t>::min(), "metrics.a = -9223372036854775808");
    check(metrics["a"] == std::numeric_limits<std::uint64_t>::max(), "metrics.a = 18446744073709551615");
    BOOST_CHECK_EXCEPTION(static_cast<void>(metrics["a"] < std::numeric_limits<double>::quiet_NaN()), exception,
                          is_refused);
    BOOST_CHECK_EXCEPTION(run_id.in(std::vector<std::string>()), exception, is_refused);
}

BOOST_AUTO_TEST_CASE(what_no_quotes_can_hold_is_refused)
{
    check(params["a"] == "it's", "params.a = \"it's\"");
    check(params["a"] == "say \"it\"", "params.a = 'say \"it\"'");
    check(metrics["it's `a`"] > 1, "metrics.\"it's `a`\" > 1");
    for (const auto* value : {"it's \"a\"", "ends in \\"})
        BOOST_CHECK_EXCEPTION(static_cast<void>(params["a"] == value), exception, is_refused);
    BOOST_CHECK_EXCEPTION(static_cast<void>(metrics["'a' \"b\" `c`"]), exception, is_refused);
    BOOST_TEST(query::quote_key("").value() == "``");
    BOOST_TEST(query::quote_key("größe.x").value() == "größe.x");
    BOOST_TEST(query::quote_key("a b", query::searched::models).value() == "`a b`");
    BOOST_TEST(query::quote_key("a`b", query::searched::models).has_error());
    BOOST_TEST(query::quote_string("it's", query::searched::models).has_error());
}

BOOST_AUTO_TEST_CASE(trees_are_written_and_read_back)
{
    BOOST_TEST(rewritten("") == "");
    BOOST_TEST(rewritten("( metric.\"a\" > 1 )and(parameters.`b`='x')") == "metrics.a > 1 AND params.b = 'x'");
    BOOST_TEST(rewritten("Created between 1 and 2") == "start_time BETWEEN 1 AND 2");
    BOOST_TEST(rewritten("tag.b IS NULL OR NOT (run_name in ('x', \"it's\") OR attr.status != 'y')") ==
               "tags.b IS NULL OR NOT (tags.mlflow.runName IN ('x', \"it's\") OR status != 'y')");
    BOOST_TEST(rewritten("not (min(parent.metrics.l) < 1 and children >= 2) and children.datasets.name = 'd'") ==
               "NOT (min(parent.metrics.l) < 1 AND children >= 2) AND children.dataset.name = 'd'");
    query::filter empty_part;
    empty_part.root.type = query::condition::kind::negation;
    BOOST_TEST(query::to_text(empty_part).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
