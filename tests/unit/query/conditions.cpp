#include <mltrack/query/limits.hpp>
#include <mltrack/query/model_search.hpp>
#include <mltrack/query/parser.hpp>

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

using namespace mltrack;

namespace {

std::string joined(const query::condition& condition, const char* sign);

/// A tree in a form that shows its nodes: `(a & b)`, `(a | b)`, `!a`. Columns are shown by their keys.
std::string shown(const query::condition& condition)
{
    switch (condition.type) {
    case query::condition::kind::comparison:
        return std::string(condition.comparison.column.key);
    case query::condition::kind::all:
        return joined(condition, " & ");
    case query::condition::kind::any:
        return joined(condition, " | ");
    case query::condition::kind::negation:
        return "!" + joined(condition, " ? ");
    }
    return "";
}

std::string joined(const query::condition& condition, const char* sign)
{
    std::string out;
    for (const auto& part : condition.parts)
        out += (out.empty() ? "" : sign) + shown(part);
    return condition.parts.size() == 1 ? out : "(" + out + ")";
}

/// The tree of a text in which single letters stand for comparisons.
std::string tree(std::string_view letters)
{
    std::string text;
    for (const char each : letters)
        text += each >= 'a' && each <= 'z' ? std::string("tags.") + each + " IS NULL" : std::string(1, each);
    const auto parsed = query::parse_run_filter(text);
    BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
    return shown(parsed->root);
}

query::comparison only(std::string_view text)
{
    static std::string kept; // The tree looks into it.
    const auto parsed = query::parse_run_filter(kept = text);
    BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
    BOOST_TEST_REQUIRE((parsed->root.type == query::condition::kind::comparison));
    return parsed->root.comparison;
}

std::string message(std::string_view filter)
{
    const auto parsed = query::parse_run_filter(filter);
    BOOST_TEST_REQUIRE(parsed.has_error(), filter);
    return parsed.error().message;
}

/// The message says this place and names this.
void check_wrong(std::string_view filter, std::size_t character, std::string_view names)
{
    const auto said = message(filter);
    BOOST_TEST(said.find("at character " + std::to_string(character)) != std::string::npos, said);
    BOOST_TEST(said.find(names) != std::string::npos, said);
}

} // namespace

BOOST_AUTO_TEST_SUITE(query_conditions)

BOOST_AUTO_TEST_CASE(not_binds_before_and_and_before_or)
{
    BOOST_TEST(tree("a") == "a");
    BOOST_TEST(tree("a AND b OR c") == "((a & b) | c)");
    BOOST_TEST(tree("a OR b AND c") == "(a | (b & c))");
    BOOST_TEST(tree("NOT a AND b") == "(!a & b)");
    BOOST_TEST(tree("NOT a OR b") == "(!a | b)");
    BOOST_TEST(tree("(a OR b) AND c") == "((a | b) & c)");
    BOOST_TEST(tree("NOT (a AND b)") == "!(a & b)");
    BOOST_TEST(tree("NOT(a)OR(b)AND NOT NOT c") == "(!a | (b & !!c))");
}

BOOST_AUTO_TEST_CASE(parentheses_that_change_nothing_leave_none)
{
    BOOST_TEST(tree("((a))") == "a");
    BOOST_TEST(tree("(a AND b) AND (c AND (d AND e))") == "(a & b & c & d & e)");
    BOOST_TEST(tree("a OR ((b OR c))") == "(a | b | c)");
    BOOST_TEST(tree("( a AND ( b OR c ) )") == "(a & (b | c))");
    BOOST_TEST(tree("(NOT (a))") == "!a");
}

BOOST_AUTO_TEST_CASE(keywords_stand_in_any_case)
{
    using namespace std::literals;
    const auto parsed = query::parse_run_filter("nOt tags.a is null oR tags.or = 'x' And tags.not Not In ('a')");
    BOOST_TEST_REQUIRE(parsed.has_value());
    BOOST_TEST(shown(parsed->root) == "(!a | (or & not))");
}

BOOST_AUTO_TEST_CASE(ranges_and_lists_of_every_type)
{
    using enum query::comparator;
    const auto check = [](std::string_view filter, query::comparator by, std::size_t values) {
        const auto comparison = only(filter);
        BOOST_TEST((comparison.comparator == by), filter);
        BOOST_TEST(comparison.values.size() == values, filter);
    };
    check("metrics.a BETWEEN -1 AND 2e3", between, 2);
    check("metrics.a not between 1 and 2", not_between, 2);
    check("metrics.a IN (1, 2.5, )", in, 2);
    check("status NOT IN ('FAILED')", not_in, 1);
    check("start_time BETWEEN 1 AND 2", between, 2);
    check("params.a BETWEEN 'a' AND \"b\"", between, 2);
    check("params.a IN ('sgd', 'adam')", in, 2);
    check("params.a IN (1, 2)", in, 2);
    check("dataset.name BETWEEN 'a' AND 'b'", between, 2);
    check("end_time IS NULL", is_null, 0);
    check("metrics.a IS NOT NULL", is_not_null, 0);
    check("children IN (1, 2)", in, 2);
}

BOOST_AUTO_TEST_CASE(a_number_without_quotes_tells_how_params_are_compared)
{
    using kind = query::literal::kind;
    BOOST_TEST((only("params.lr = 0.1").values[0].type == kind::number));
    BOOST_TEST((only("params.lr = '0.1'").values[0].type == kind::string));
    BOOST_TEST((only("tags.n >= -1").values[0].type == kind::number));
    check_wrong("params.lr < '0.1'", 13, "without quotes");
    check_wrong("params.lr LIKE 1", 16, "LIKE and ILIKE compare with a string");
    check_wrong("params.lr IN (1, '2')", 18, "all strings in quotes or all numbers");
    check_wrong("params.lr BETWEEN 'a' AND 2", 27, "all strings in quotes or all numbers");
    check_wrong("params.lr = adam", 13, "a string in quotes");
}

BOOST_AUTO_TEST_CASE(columns_have_relations_and_functions)
{
    using query::aggregate, query::entity, query::relation;
    const auto check = [](std::string_view filter, query::column column) {
        BOOST_TEST((only(filter).column == column), filter);
    };
    check("parent.params.x = 'a'", {entity::param, "x", relation::parent});
    check("children.metrics.`a b` > 1", {entity::metric, "a b", relation::children});
    check("parent.`params`.x = 'a'", {entity::param, "x", relation::parent});
    check("parent.status = 'FINISHED'", {entity::attribute, "status", relation::parent});
    check("parent.attributes.status = 'FINISHED'", {entity::attribute, "status", relation::parent});
    check("children.run_name = 'x'", {entity::tag, "mlflow.runName", relation::children});
    check("children.dataset.name = 'x'", {entity::dataset, "name", relation::children});
    check("children >= 3", {entity::attribute, "children"});
    check("min(metrics.loss) < 1", {entity::metric, "loss", relation::self, aggregate::min});
    check("MAX( metric.loss ) < 1", {entity::metric, "loss", relation::self, aggregate::max});
    check("First(metrics.\"a\") < 1", {entity::metric, "a", relation::self, aggregate::first});
    check("mean(parent.metrics.loss) < 1", {entity::metric, "loss", relation::parent, aggregate::mean});
    check("last(metrics.loss) < 1", {entity::metric, "loss"});
    check("tags.parent.x = 'a'", {entity::tag, "parent.x"});
    check("tags.min = 'a'", {entity::tag, "min"});
}

BOOST_AUTO_TEST_CASE(errors_of_the_tree_say_where_and_what)
{
    check_wrong("(status = 'x'", 1, "this parenthesis is not closed");
    check_wrong("status = 'x' AND ((status = 'x')", 18, "this parenthesis is not closed");
    check_wrong("status = 'x')", 13, "this parenthesis closes none");
    check_wrong("(status = 'x' status = 'y')", 15, "expected AND, OR or a closing parenthesis");
    check_wrong("NOT", 4, "what NOT negates");
    check_wrong("status = 'x' AND NOT", 21, "what NOT negates");
    check_wrong("(NOT)", 5, "what NOT negates");
    check_wrong("()", 2, "expected metrics.<key>");
    check_wrong("status = 'x' OR", 16, "expected metrics.<key>");
    check_wrong("OR status = 'x'", 1, "expected metrics.<key>");
    check_wrong("status = 'x' NOT status = 'y'", 14, "expected AND, OR or the end");
    check_wrong("min(params.lr) < 1", 5, "a function looks at the values of a metric");
    check_wrong("min(start_time) < 1", 5, "a function looks at the values of a metric");
    check_wrong("median(metrics.a) < 1", 1, "first(), last(), min(), max() or mean()");
    check_wrong("min(metrics.a < 1", 15, "closing parenthesis of the function");
    check_wrong("min(max(metrics.a)) < 1", 5, "expected metrics.<key>");
    check_wrong("sibling.params.a = 'x'", 1, "parent. or children.");
    check_wrong("parent.parent.params.a = 'x'", 8, "expected metrics.<key>");
    check_wrong("parent.children > 1", 8, "asked of the run alone");
    check_wrong("metrics.a BETWEEN 1", 20, "expected AND and the upper end");
    check_wrong("metrics.a BETWEEN 1 OR 2", 21, "expected AND and the upper end");
    check_wrong("metrics.a BETWEEN 1 AND", 24, "a number without quotes");
    check_wrong("metrics.a IN (1 2)", 17, "expected a comma or the closing parenthesis");
    check_wrong("metrics.a NOT LIKE 'x'", 11, "a number without quotes");
    BOOST_TEST(message("(status = 'x'").find("at \"(status = 'x'\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nesting_is_limited)
{
    const auto nested = [](std::size_t depth, const std::string& open, const std::string& close) {
        std::string text;
        for (std::size_t level = 0; level != depth; ++level)
            text = open + text;
        text += "status = 'x'";
        for (std::size_t level = 0; level != depth; ++level)
            text += close;
        return text;
    };
    constexpr auto deepest = query::deepest_condition;
    BOOST_TEST(query::parse_run_filter(nested(deepest, "(", ")")).has_value());
    BOOST_TEST(query::parse_run_filter(nested(deepest, "NOT ", "")).has_value());
    check_wrong(nested(deepest + 1, "(", ")"), deepest + 1, "nest at most 50 deep");
    check_wrong(nested(deepest + 1, "NOT ", ""), deepest * 4 + 1, "nest at most 50 deep");
    check_wrong(nested(100'000, "(", ")"), deepest + 1, "nest at most 50 deep");
    check_wrong(nested(100'000, "NOT ", ""), deepest * 4 + 1, "nest at most 50 deep");
}

BOOST_AUTO_TEST_CASE(models_have_the_tree_too)
{
    for (const auto* filter :
         {"name = 'a' OR (NOT params.a = b AND metrics.m IN (1, 2))", "params.a BETWEEN 'a' AND 'b'",
          "metrics.m NOT BETWEEN 1 AND 2", "creation_time BETWEEN 1 AND 2"})
        BOOST_TEST(query::parse_model_filter(filter).has_value(), filter);
    for (const auto* filter : {"params.a < 0.1", "params.a IS NULL", "metrics.m IS NULL", "parent.params.a = 'x'",
                               "min(metrics.m) = 1", "params.a BETWEEN 1 AND 2", "children = 1"})
        BOOST_TEST(query::parse_model_filter(filter).has_error(), filter);
}

BOOST_AUTO_TEST_SUITE_END()
