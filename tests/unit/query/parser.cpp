#include <mltrack/query/limits.hpp>
#include <mltrack/query/parser.hpp>
#include <mltrack/query/syntax.hpp>
#include <mltrack/query/syntax/numbered.hpp>

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace data = boost::unit_test::data;
using namespace mltrack;
using namespace std::literals;

namespace {

constexpr bool is_run_filter(std::string_view text)
{
    return !query::parser(text, query::run_grammar).parse_filter().error;
}

constexpr query::column column_of(std::string_view text)
{
    return query::parser(text, query::run_grammar).parse_filter().value.root.comparison.column;
}

// The parser runs at compile time.
static_assert(is_run_filter("metrics.`a b` >= -1.5e3 and params.lr LIKE '%'"));
static_assert(!is_run_filter("metrics.acc > 'high'"));
static_assert(column_of("params.in = 'x'") == query::column{query::entity::param, "in"});
static_assert(column_of("attr.Created > 1") == query::column{query::entity::attribute, "start_time"});

query::comparison only(const result<query::filter>& parsed)
{
    BOOST_TEST_REQUIRE(parsed.has_value(), parsed.error().message);
    BOOST_TEST_REQUIRE((parsed->root.type == query::condition::kind::comparison));
    return parsed->root.comparison;
}

void check_column(std::string_view text, query::entity entity, std::string_view key)
{
    const auto column = only(query::parse_run_filter(text)).column;
    BOOST_TEST(int(column.entity) == int(entity), text);
    BOOST_TEST(column.key == key, text);
}

} // namespace

BOOST_AUTO_TEST_SUITE(query_parser)

BOOST_AUTO_TEST_CASE(an_empty_text_finds_all)
{
    BOOST_TEST((query::parse_run_filter("").value() == query::filter{}));
    BOOST_TEST((query::parse_experiment_filter("").value() == query::filter{}));
}

BOOST_AUTO_TEST_CASE(columns_have_one_name)
{
    using query::entity;
    for (const auto* word : {"metrics", "metric", "`metrics`"})
        check_column(std::string(word) + ".acc = 1", entity::metric, "acc");
    for (const auto* word : {"params", "param", "parameters", "parameter", "`param`"})
        check_column(std::string(word) + ".lr = '1'", entity::param, "lr");
    for (const auto* word : {"tags", "tag"})
        check_column(std::string(word) + ".env = '1'", entity::tag, "env");
    for (const auto* word : {"", "attributes.", "attribute.", "attr.", "run."})
        check_column(std::string(word) + "status = '1'", entity::attribute, "status");
    for (const auto* word : {"datasets", "dataset"})
        check_column(std::string(word) + ".digest = '1'", entity::dataset, "digest");
    for (const auto* name : {"start_time", "created", "Created", "attr.`created`"})
        check_column(std::string(name) + " = 1", entity::attribute, "start_time");
    for (const auto* name : {"run_name", "`run name`", "\"Run name\"", "attributes.`Run name`", "run.\"Run Name\""})
        check_column(std::string(name) + " = 'x'", entity::tag, "mlflow.runName");
}

BOOST_AUTO_TEST_CASE(keys_are_taken_as_they_stand)
{
    using query::entity;
    check_column("tags.a.b = ''", entity::tag, "a.b");
    check_column("tags.mlflow.user = ''", entity::tag, "mlflow.user");
    check_column("metrics.`m/x` = 1", entity::metric, "m/x");
    check_column("metrics.\"a b\" = 1", entity::metric, "a b");
    check_column("metrics.'a-b' = 1", entity::metric, "a-b");
    check_column("params.\"a`b\" = ''", entity::param, "a`b");
    check_column("params.`it's` = ''", entity::param, "it's");
    check_column("params.größe = ''", entity::param, "größe");
    check_column("tags.and = ''", entity::tag, "and");
    check_column("params.1a = ''", entity::param, "1a");
}

BOOST_AUTO_TEST_CASE(comparators)
{
    const auto comparator = [](std::string_view text) { return only(query::parse_run_filter(text)).comparator; };
    BOOST_TEST((comparator("start_time=1") == query::comparator::equal));
    BOOST_TEST((comparator("start_time!=1") == query::comparator::not_equal));
    BOOST_TEST((comparator("start_time<1") == query::comparator::less));
    BOOST_TEST((comparator("start_time <= 1") == query::comparator::less_equal));
    BOOST_TEST((comparator("start_time>1") == query::comparator::greater));
    BOOST_TEST((comparator("start_time\n>=\n1") == query::comparator::greater_equal));
    BOOST_TEST((comparator("params.a LIKE'x'") == query::comparator::like));
    BOOST_TEST((comparator("params.a iLike \"x\"") == query::comparator::ilike));
    BOOST_TEST((comparator("run_id IN('a')") == query::comparator::in));
    BOOST_TEST((comparator("run_id not\n in ('a')") == query::comparator::not_in));
    BOOST_TEST((comparator("tags.a is null") == query::comparator::is_null));
    BOOST_TEST((comparator("tags.a IS\tNOT NULL") == query::comparator::is_not_null));
}

BOOST_AUTO_TEST_CASE(literals_are_taken_as_they_stand)
{
    const auto text = [](std::string_view filter) { return only(query::parse_run_filter(filter)).values.at(0).text; };
    for (const auto* number :
         {"0", "00012", "-1", "5.", ".5", "-.5", "1.25", "1e5", "1E-5", "1.5e300", "1e+300", "12345678901234567890123"})
        BOOST_TEST(text("metrics.a>"s + number) == number);
    BOOST_TEST(text("params.a = 'it\\'") == "it\\");
    BOOST_TEST(text("params.a = \"it's\"") == "it's");
    BOOST_TEST(text("params.a = ''") == "");
    BOOST_TEST(text("params.a = 'it''s'") == "it''s");
    BOOST_TEST(text("params.a = 'it\\'s'") == "it\\'s");
    BOOST_TEST(text("params.a = \"a\"\"b\"") == "a\"\"b");
    BOOST_TEST(query::parse_run_filter("params.a = 'x\\' AND params.b = 'y'").has_error());
    BOOST_TEST(query::parse_run_filter("params.a = 'x\\' AND params.b IS NULL")->root.parts.size() == 2u);
    BOOST_TEST(query::parse_run_filter("params.`a\\` = 'y'").has_value());
}

BOOST_AUTO_TEST_CASE(lists)
{
    const auto values = only(query::parse_run_filter("run_id IN ( 'a' ,\"b\", )")).values;
    BOOST_TEST_REQUIRE(values.size() == 2u);
    BOOST_TEST(values[0].text == "a");
    BOOST_TEST(values[1].text == "b");
    const auto as_written = only(query::parse_run_filter(R"(run_id IN ('it''s', "a\nb"))")).values;
    BOOST_TEST_REQUIRE(as_written.size() == 2u);
    BOOST_TEST(as_written[0].text == "it''s");
    BOOST_TEST(as_written[1].text == R"(a\nb)");
}

BOOST_AUTO_TEST_CASE(and_joins)
{
    const auto filter = query::parse_run_filter("  metrics.a > 1\r\n aNd status = 'x'AND tags.b IS NULL ");
    BOOST_TEST_REQUIRE(filter.has_value());
    BOOST_TEST((filter->root.type == query::condition::kind::all));
    BOOST_TEST_REQUIRE(filter->root.parts.size() == 3u);
    BOOST_TEST(filter->root.parts[1].comparison.column.key == "status");
    BOOST_TEST(filter->root.parts[1].comparison.position == 22u);
}

BOOST_DATA_TEST_CASE(wrong_run_filters_are_refused,
                     data::make(std::vector<std::string>{" ",
                                                         "metrics.m/x = 7",
                                                         "metrics.acc > '0.5'",
                                                         "metrics.acc == 0.9",
                                                         "metrics.acc <> 1",
                                                         "Metrics.acc > 0",
                                                         "acc > 0.5",
                                                         "start_time > '1000'",
                                                         "run_id IN ()",
                                                         "run_id IN ('a'",
                                                         "run_id IN ('a' 'b')",
                                                         "run_id IN (1)",
                                                         "run_id IN 'a'",
                                                         "metrics.acc > 0;",
                                                         "0.5 < metrics.acc",
                                                         "metrics.acc > +1",
                                                         "metrics.acc > - 1",
                                                         "metrics.acc > --1",
                                                         "metrics.acc > 0x10",
                                                         "metrics.acc > 1_000",
                                                         "metrics.acc > 1e",
                                                         "metrics.acc > nan",
                                                         "metrics.acc > inf",
                                                         "metrics.acc >",
                                                         "metrics.acc",
                                                         "metrics.",
                                                         "metrics",
                                                         "metrics. acc > 1",
                                                         "metrics .acc > 1",
                                                         "params.a ~ 'x'",
                                                         "params.a RLIKE 'x'",
                                                         "params.a NOT LIKE 'x'",
                                                         "params.a = `x`",
                                                         "params.a = x",
                                                         "params.a='x",
                                                         "params.a = 'x\"",
                                                         "params.`a = 'x'",
                                                         "params.a > 'x'",
                                                         "params.a`b` = 'x'",
                                                         "params.`a`b = 'x'",
                                                         "params.`a`.b = 'x'",
                                                         "params.a = 'x' -- all",
                                                         "experiment_id = '1'",
                                                         "lifecycle_stage = 'active'",
                                                         "run_uuid = 'a'",
                                                         "duration > 1",
                                                         "Status = 'x'",
                                                         "order = 'x'",
                                                         "status.x = 'a'",
                                                         "'status' = 'x'",
                                                         "'params'.a = 'x'",
                                                         "\"params\".a = 'x'",
                                                         "dataset.name IS NULL",
                                                         "dataset.size = 'x'",
                                                         "dataset.name = 1",
                                                         "status = FINISHED",
                                                         "params.a IS NOT 'x'",
                                                         "params.a NOT NULL",
                                                         "params.a IS",
                                                         "params.\xE2\x80\x9C"
                                                         "a\xE2\x80\x9D = 'x'"}),
                     filter)
{
    const auto parsed = query::parse_run_filter(filter);
    BOOST_TEST_REQUIRE(parsed.has_error());
    BOOST_TEST(int(parsed.error().code) == int(errc::invalid_parameter_value));
}

BOOST_AUTO_TEST_CASE(and_is_not_doubled_left_out_or_at_an_end)
{
    for (const auto* filter : {"AND status = 'x'", "status = 'x' AND", "status = 'x' AND AND status = 'y'",
                               "status = 'x' status = 'y'", "status = 'x'status = 'y'", "AND"})
        BOOST_TEST(query::parse_run_filter(filter).has_error(), filter);
}

BOOST_AUTO_TEST_CASE(errors_say_where_and_what)
{
    const auto message = [](std::string_view filter) { return query::parse_run_filter(filter).error().message; };
    BOOST_TEST(message("metrics.acc > '0.5'") ==
               "the filter is wrong at character 15, at \"'0.5'\": expected a number without quotes");
    BOOST_TEST(message("metrics.acc LIKE '0.5'").find("this column is compared by = != < <= > >=") !=
               std::string::npos);
    const auto says = [&](std::string_view filter, std::string_view what) {
        BOOST_TEST(message(filter).ends_with(what), message(filter));
    };
    says("status = FINISHED", ": expected a string in quotes");
    says("params.a = x", ": expected a string in quotes, or a number without quotes");
    says("run_id IN 'a'", ": expected a list in parentheses");
    says("parent.x = 1", "run_name, user_id, status, artifact_uri, start_time or end_time");
    says("min(x) = 1", "expected metrics.<key>, parent.metrics.<key> or children.metrics.<key>");
    says("min(parent.x) = 1", ": expected metrics.<key>");
    says("min(params.) = 1", "expected metrics.<key>, parent.metrics.<key> or children.metrics.<key>");
    BOOST_TEST(message("foo. = 1").find("expected metrics.<key>, params.<key>") != std::string::npos);
    BOOST_TEST(
        message("params.größe = 'x' status = 'y'").starts_with("the filter is wrong at character 20, at \"status"));
    BOOST_TEST(
        message("status = 'x' AND").starts_with("the filter ends too early, at character 17: expected metrics."));
    BOOST_TEST(
        message("status = 'x' AND AND run_id = 'y'").starts_with("the filter is wrong at character 18, at \"AND"));
    BOOST_TEST(message("params.a = 'x").find("this quote is not closed") != std::string::npos);
    BOOST_TEST(message("Status = 'x'").find("status, artifact_uri") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(experiment_filters)
{
    for (const auto* filter :
         {"name = 'a'", "name like 'a%' and tags.b ILIKE 'c'", "attribute.name = 'x'", "attributes.name = 'x'",
          "attr.name = 'x'", "tag.`a b` IS NOT NULL", "experiment_id = '1'", "experiment_id != '007'",
          "experiment_id in ('1', '2')", "experiment_id NOT IN ('9223372036854775807')", "creation_time > 5",
          "last_update_time <= -1", "name IN ('a')", "name IS NULL", "tags.a IN ('x')", "tags.a < 0.5",
          "creation_time BETWEEN 1 AND 2", "experiment_id NOT BETWEEN '1' AND '5'",
          "name = 'a' OR NOT (tags.b IS NULL AND creation_time IN (1, 2))"})
        BOOST_TEST(query::parse_experiment_filter(filter).has_value(), filter);
    for (const auto* filter :
         {"experiment_id = 41", "experiment_id = 'a'", "experiment_id = ''", "experiment_id = '1.0'",
          "experiment_id = '9223372036854775808'", "experiment_id LIKE '1'", "creation_time > 5.5",
          "creation_time > 1e3", "creation_time > '5'", "name > 'a'", "metrics.a > 1", "params.a = 'x'", "run_id = 'x'",
          "status = 'x'", "parent.name = 'x'", "children = 1", "min(metrics.a) = 1", "experiment_id IS NULL"})
        BOOST_TEST(query::parse_experiment_filter(filter).has_error(), filter);
}

BOOST_AUTO_TEST_CASE(order_clauses)
{
    const auto check = [](std::string_view text, query::entity entity, std::string_view key, bool descending) {
        const auto order = query::parse_run_order(text);
        BOOST_TEST_REQUIRE(order.has_value(), text);
        BOOST_TEST((order->column == query::column{entity, key}), text);
        BOOST_TEST(order->descending == descending, text);
    };
    using query::entity;
    check("metrics.a", entity::metric, "a", false);
    check("metrics.`a b`  DESC", entity::metric, "a b", true);
    check("metrics.\"m/x\" desc", entity::metric, "m/x", true);
    check("params.lr aSc", entity::param, "lr", false);
    check("tags.a.b\tDesc", entity::tag, "a.b", true);
    check("created DESC", entity::attribute, "start_time", true);
    check("attribute.run_name", entity::attribute, "run_name", false);
    for (const auto* wrong :
         {"", " metrics.a", "metrics.a ", "metrics.a DESC ", "metrics.a foo", "metrics.a, metrics.b", "run name",
          "`run name`", "`Run Name`", "dataset.name", "timestamp", "metrics.m/x", "end_time NULLS LAST", "DESC",
          "'a'DESC", "metrics.aDESC DESC DESC", "Start_time"})
        BOOST_TEST(query::parse_run_order(wrong).has_error(), wrong);
    BOOST_TEST(query::parse_experiment_order("name DESC").has_value());
    BOOST_TEST(query::parse_experiment_order("tags.a").has_error());
    BOOST_TEST(query::parse_run_order("metrics.a foo").error().message ==
               "the order_by clause \"metrics.a foo\" is wrong at character 11, at \"foo\": expected ASC, DESC or the "
               "end, without blanks around the clause");
}

/// So many copies of a text, with `between` between them.
std::string repeated(std::size_t count, const std::string& text, const std::string& between)
{
    std::string out;
    for (std::size_t number = 0; number != count; ++number)
        out += (number == 0 ? "" : between) + text;
    return out;
}

BOOST_AUTO_TEST_CASE(sizes_are_limited)
{
    const auto check = [](const std::string& fits, const std::string& too_much, std::size_t limit) {
        BOOST_TEST(query::parse_run_filter(fits).has_value());
        const auto refused = query::parse_run_filter(too_much);
        BOOST_TEST_REQUIRE(refused.has_error());
        BOOST_TEST(int(refused.error().code) == int(errc::invalid_parameter_value));
        BOOST_TEST(refused.error().message.find(std::to_string(limit)) != std::string::npos, refused.error().message);
    };
    const auto comparisons = [](std::size_t count) { return repeated(count, "tags.a = ''", " AND "); };
    check(comparisons(query::most_comparisons), comparisons(query::most_comparisons + 1), query::most_comparisons);
    const auto literals = [](std::size_t count) { return "run_id IN (" + repeated(count, "'a'", ",") + ")"; };
    check(literals(query::most_literals), literals(query::most_literals + 1), query::most_literals);
    const auto pattern = [](std::size_t size) { return "tags.a ILIKE '" + std::string(size, '%') + "'"; };
    check(pattern(query::longest_pattern), pattern(query::longest_pattern + 1), query::longest_pattern);

    std::vector<std::string> clauses;
    for (std::size_t number = 0; number != query::most_order_clauses; ++number)
        clauses.push_back("metrics.m" + std::to_string(number));
    BOOST_TEST(query::run_order(clauses).has_value());
    clauses.push_back("metrics.more");
    BOOST_TEST(query::run_order(clauses).error().message == "order_by has at most 25 clauses, got 26");
    BOOST_TEST(query::experiment_order(std::vector<std::string>(26, "name")).has_error());
}

BOOST_AUTO_TEST_CASE(texts_hold_numbers)
{
    BOOST_TEST((query::numbered<"", 0, "">) == "0");
    BOOST_TEST((query::numbered<"at most ", 9, "">) == "at most 9");
    BOOST_TEST((query::numbered<"at most ", 10'050, " bytes">) == "at most 10050 bytes");
}

BOOST_AUTO_TEST_CASE(patterns_hold_no_nul)
{
    using namespace std::string_literals;
    BOOST_TEST(query::parse_run_filter("tags.a = 'a\0b'"s).has_value());
    for (const auto& pattern : {"tags.a LIKE 'a\0b'"s, "tags.a ILIKE '\0'"s})
        BOOST_TEST(query::parse_run_filter(pattern).error().message.find("a pattern holds no NUL") !=
                   std::string::npos);
}

BOOST_AUTO_TEST_CASE(orders_end_in_tie_breaks)
{
    const auto text = [](const result<std::vector<query::order>>& orders) {
        std::string out;
        for (const auto& each : orders.value())
            out += std::string(each.column.key) + (each.descending ? "- " : "+ ");
        return out;
    };
    using clauses = std::vector<std::string>;
    BOOST_TEST(text(query::run_order({})) == "start_time- run_id+ ");
    const clauses one{"metrics.a DESC"};
    BOOST_TEST(text(query::run_order(one)) == "a- start_time- run_id+ ");
    const clauses start{"Created", "run_id DESC"};
    BOOST_TEST(text(query::run_order(start)) == "start_time+ run_id- ");
    BOOST_TEST(text(query::experiment_order({})) == "creation_time- experiment_id+ ");
    const clauses name{"name", "name DESC"};
    BOOST_TEST(text(query::experiment_order(name)) == "name+ name- experiment_id- ");
    const clauses id{"experiment_id"};
    BOOST_TEST(text(query::experiment_order(id)) == "experiment_id+ ");
    const clauses twice{"created", "params.a", "attr.start_time DESC"};
    BOOST_TEST(query::run_order(twice).error().message.find("attr.start_time DESC") != std::string::npos);
    BOOST_TEST(int(query::run_order(twice).error().code) == int(errc::invalid_parameter_value));
}

BOOST_AUTO_TEST_SUITE_END()
