#include <mltrack/query/diagnosis.hpp>
#include <mltrack/query/parser.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>

using namespace mltrack;

namespace {

bool has(const std::vector<std::string>& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

/// The completion at the `|` of a text.
query::completion complete(std::string_view marked, query::searched things = query::searched::runs)
{
    std::string text(marked);
    const auto cursor = text.find('|');
    BOOST_TEST_REQUIRE(cursor != std::string::npos);
    text.erase(cursor, 1);
    return query::complete(text, cursor, things);
}

/// The words that are suggested at the `|` of a text, each followed by a blank.
std::string suggested(std::string_view marked, query::searched things = query::searched::runs)
{
    std::string out;
    for (const auto& each : complete(marked, things).suggestions)
        out += each.text + " ";
    return out;
}

bool suggests(std::string_view marked, std::string_view word)
{
    return (" " + suggested(marked)).find(" " + std::string(word) + " ") != std::string::npos;
}

/// Words of filters in no order, some of which make sense.
std::string random_words(std::mt19937& random)
{
    constexpr std::array<std::string_view, 36> words{"metrics.a", "metrics.`b c`",
                                                     "params.x",  "tags.",
                                                     "status",    "start_time",
                                                     "children",  "parent.params.x",
                                                     "children.", "min(",
                                                     "mean(",     ")",
                                                     "(",         "NOT",
                                                     "AND",       "OR",
                                                     "BETWEEN",   "IN",
                                                     "IS",        "NULL",
                                                     "=",         "!=",
                                                     "<",         ">=",
                                                     "LIKE",      "1",
                                                     "-2.5e3",    "'x'",
                                                     "\"y z\"",   "'",
                                                     "`",         ",",
                                                     "dataset.",  "größe",
                                                     "st",        "\xFF"};
    std::string text;
    for (auto count = random() % 12; count != 0; --count) {
        text += words[random() % words.size()];
        text += random() % 5 == 0 ? "" : " ";
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(query_diagnosis)

BOOST_AUTO_TEST_CASE(a_right_filter_has_none)
{
    for (const auto* right : {"", "status = 'x'", "NOT (min(metrics.a) < 1 OR children >= 2)"})
        BOOST_TEST(!query::diagnose(right).has_value(), right);
    BOOST_TEST(!query::diagnose("name = 'x'", query::searched::experiments).has_value());
    BOOST_TEST(!query::diagnose("params.a = b", query::searched::models).has_value());
    BOOST_TEST(query::diagnose("params.a = b").has_value());
}

BOOST_AUTO_TEST_CASE(it_says_what_a_search_would_and_marks_the_word)
{
    const std::string text = "params.größe = 'x' stat = 'y'";
    const auto wrong = query::diagnose(text);
    BOOST_TEST_REQUIRE(wrong.has_value());
    BOOST_TEST(wrong->message == query::parse_run_filter(text).error().message);
    BOOST_TEST(text.substr(wrong->offset, wrong->length) == "stat");
    BOOST_TEST(has(wrong->expected, "AND"));
    BOOST_TEST(has(wrong->expected, "OR"));
    BOOST_TEST(wrong->expected.size() == 2u);
}

BOOST_AUTO_TEST_CASE(what_was_expected_is_what_the_parser_looked_for)
{
    const auto expected = [](std::string_view text, query::searched things = query::searched::runs) {
        return query::diagnose(text, things).value().expected;
    };
    BOOST_TEST(has(expected("status = 'x' AND "), "metrics."));
    BOOST_TEST(has(expected("status = 'x' AND "), "NOT"));
    BOOST_TEST(has(expected("status = 'x' AND "), "("));
    BOOST_TEST(has(expected("status = 'x' AND "), "children"));
    BOOST_TEST(!has(expected("parent."), "children"));
    BOOST_TEST(has(expected("parent."), "metrics."));
    BOOST_TEST(has(expected("metrics.a ~ 1"), "BETWEEN"));
    BOOST_TEST(!has(expected("metrics.a ~ 1"), "LIKE"));
    BOOST_TEST(has(expected("metrics.a > 'x'"), "<number>"));
    const auto check = [&](std::string_view text, const std::vector<std::string>& words,
                           query::searched things = query::searched::runs) {
        BOOST_TEST_CONTEXT(text)
        BOOST_TEST(expected(text, things) == words, boost::test_tools::per_element());
    };
    check("params.a = ", {"<string>", "<number>"});
    check("params.a < 'x'", {"<number>"});
    check("params.a LIKE 1", {"<string>"});
    check("params.a BETWEEN 1 AND 'x'", {"<number>"});
    check("params.a IN ('x', 1)", {")", "<string>"});
    check("experiment_id = 1", {"<string>"}, query::searched::experiments);
    check("min(x) < 1", {"metrics.", "parent.", "children."});
    check("min(params.x) < 1", {"metrics.", "parent.", "children."});
    check("min(parent.x) < 1", {"metrics."});
    BOOST_TEST(!has(expected("dataset.name IS NULL"), "NULL"));
    BOOST_TEST(has(expected("dataset.name IS NULL"), "LIKE"));
    BOOST_TEST(has(expected("dataset.size = 'x'"), "dataset."));
    BOOST_TEST(!has(expected("dataset.size = 'x'"), "digest"));
    BOOST_TEST(has(expected("NOT "), "metrics."));
    BOOST_TEST(has(expected("metrics."), "<key>"));
    BOOST_TEST(has(expected("(status = 'x'"), ")"));
    BOOST_TEST(has(expected("metrics.a IN (1"), ","));
    BOOST_TEST(expected("min(metrics.a") == std::vector<std::string>{")"}, boost::test_tools::per_element());
    const auto at_end = query::diagnose("status =").value();
    BOOST_TEST(at_end.offset == 8u);
    BOOST_TEST(at_end.length == 0u);
}

BOOST_AUTO_TEST_CASE(columns_are_completed)
{
    BOOST_TEST(suggested("met|") == "metrics. ");
    BOOST_TEST(suggested("st|") == "status start_time ");
    BOOST_TEST(suggested("status = 'x' AND run|") == "run_id run_name ");
    BOOST_TEST(suggested("(run_|") == "run_id run_name ");
    BOOST_TEST(suggested("NOT run_|") == "run_id run_name ");
    BOOST_TEST(suggested("PAR|") == "params. parent. ");
    BOOST_TEST(suggested("parent.par|") == "params. ");
    BOOST_TEST(suggested("parent.ch|") == "");
    BOOST_TEST(suggested("ch|") == "children children. ");
    BOOST_TEST(suggested("dataset.|") == "name digest context ");
    BOOST_TEST(suggested("attributes.end|") == "end_time ");
    BOOST_TEST(suggested("mi|") == "min( ");
    BOOST_TEST(suggested("min(|") == "metrics. parent. children. ");
    BOOST_TEST(suggested("na|", query::searched::experiments) == "name ");
    BOOST_TEST(suggested("NOT st|") == "status start_time ");
    BOOST_TEST(suggests("NOT |", "status"));
    BOOST_TEST(suggests("|", "NOT"));
    BOOST_TEST(suggests("|", "("));
    BOOST_TEST(suggests("|", "tags."));
    const auto begun = complete("status = 'x' AND run_|id = 'y'");
    BOOST_TEST(begun.offset == 17u);
    BOOST_TEST(begun.length == 4u);
    BOOST_TEST(begun.prefix == "run_");
}

BOOST_AUTO_TEST_CASE(keywords_and_comparators_are_completed)
{
    BOOST_TEST(suggested("status = 'x' |") == "AND OR ");
    BOOST_TEST(suggested("status = 'x' a|") == "AND ");
    BOOST_TEST(suggested("(status = 'x'|") == " AND  OR ) ");
    BOOST_TEST(suggested("metrics.a N|") == "NOT IN NOT BETWEEN ");
    BOOST_TEST(suggested("metrics.a NOT |") == "IN BETWEEN ");
    BOOST_TEST(suggested("metrics.a IS |") == "NULL NOT NULL ");
    BOOST_TEST(suggested("metrics.a <|") == "< <= ");
    BOOST_TEST(suggested("metrics.a BETWEEN 1 |") == "AND ");
    BOOST_TEST(suggested("metrics.a IN |") == "( ");
    BOOST_TEST(suggests("params.a |", "LIKE"));
    BOOST_TEST(!suggests("metrics.a |", "LIKE"));
}

BOOST_AUTO_TEST_CASE(keys_are_left_to_the_caller)
{
    const auto check = [](std::string_view marked, query::entity entity, std::string_view prefix, std::size_t offset,
                          query::relation relation = query::relation::self) {
        const auto found = complete(marked);
        BOOST_TEST((found.type == query::completed::key), marked);
        BOOST_TEST((found.entity == entity), marked);
        BOOST_TEST((found.relation == relation), marked);
        BOOST_TEST(found.prefix == prefix, marked);
        BOOST_TEST(found.offset == offset, marked);
        BOOST_TEST(found.suggestions.empty(), marked);
    };
    check("metrics.|", query::entity::metric, "", 8);
    check("metrics.lo|", query::entity::metric, "lo", 8);
    check("params.`a b|", query::entity::param, "a b", 7);
    check("tags.mlflow.us|", query::entity::tag, "mlflow.us", 5);
    check("parent.params.x|", query::entity::param, "x", 14, query::relation::parent);
    check("NOT (mean(children.metrics.l|", query::entity::metric, "l", 27, query::relation::children);
}

BOOST_AUTO_TEST_CASE(values_name_their_column)
{
    const auto value = complete("status = 'x' AND parent.params.opt = 'ad|'");
    BOOST_TEST((value.type == query::completed::value));
    BOOST_TEST((value.entity == query::entity::param));
    BOOST_TEST((value.relation == query::relation::parent));
    BOOST_TEST(value.key == "opt");
    BOOST_TEST(value.prefix == "ad");
    BOOST_TEST(value.offset == 37u);
    BOOST_TEST(value.length == 3u);
    BOOST_TEST(!value.is_number);
    BOOST_TEST(complete("metrics.a BETWEEN 1 AND |").is_number);
    BOOST_TEST(complete("params.a < |").is_number);
    BOOST_TEST(complete("params.a IN (1, |").is_number);
    BOOST_TEST(!complete("params.a IN ('x', |").is_number);
    BOOST_TEST(!complete("params.a LIKE |").is_number);
    BOOST_TEST((complete("params.a IN ('x', |").type == query::completed::value));
    BOOST_TEST(suggested("status = |") == "'RUNNING' 'SCHEDULED' 'FINISHED' 'FAILED' 'KILLED' ");
    BOOST_TEST(suggested("status IN ('FAILED', 'fi|") == "'FINISHED' ");
}

BOOST_AUTO_TEST_CASE(behind_a_mistake_nothing_is_suggested)
{
    for (const auto* marked : {"Status = 'x' |", "status = x AND |", "metrics.a > 1 2 |", "status = 'x'|"}) {
        const auto found = complete(marked);
        if (std::string_view(marked) != "status = 'x'|")
            BOOST_TEST(found.suggestions.empty(), marked);
        BOOST_TEST((found.type == query::completed::word), marked);
    }
    for (const auto* marked : {"metrics.a BETWEEN 0 AND`1|", "metrics.a < 'x|", "status = `x|"})
        BOOST_TEST((complete(marked).type == query::completed::word), marked);
    BOOST_TEST(suggested("status = 'x'|") == " AND  OR ");
    BOOST_TEST(query::complete("status", 100).prefix == "status");
}

BOOST_AUTO_TEST_CASE(any_text_is_diagnosed_as_a_search_would_and_what_is_suggested_is_right)
{
    std::mt19937 random(1);
    std::size_t inserted = 0, right = 0;
    for (int round = 0; round != 20'000; ++round) {
        const auto text = random_words(random);
        const auto wrong = query::diagnose(text);
        BOOST_TEST(wrong.has_value() == query::parse_run_filter(text).has_error(), text);
        BOOST_TEST((!wrong || wrong->offset + wrong->length <= text.size()), text);
        right += !wrong;
        const auto found = query::complete(text, text.size());
        BOOST_TEST(found.offset + found.length == text.size(), text);
        for (const auto& each : found.suggestions) {
            const auto more = text.substr(0, found.offset) + each.text;
            const auto then = query::diagnose(more);
            // What goes wrong then is what is missing behind it, or a parenthesis before it that is yet to be closed.
            BOOST_TEST((!then || then->offset == more.size() || more[then->offset] == '('), more);
            ++inserted;
        }
    }
    BOOST_TEST(inserted > 10'000u);
    BOOST_TEST(right > 500u);
}

BOOST_AUTO_TEST_SUITE_END()
