#pragma once

#include <mltrack/query/syntax/literal.hpp>
#include <mltrack/query/syntax/reading.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <algorithm>
#include <optional>
#include <string_view>

/// @file
/// Reading columns: `column = [relation "."] [entity "."] key | function "(" column ")"`, the latter of a metric. The
/// functions give false or nothing when the text is wrong, and the reading then has the error.

namespace mltrack::query::syntax {

inline constexpr std::string_view whole_key = "the whole key stands in one pair of quotes, or none of it";

inline constexpr std::string_view expected_metric = "a function looks at the values of a metric: expected "
                                                    "metrics.<key>, parent.metrics.<key> or children.metrics.<key>";

/// The columns that may stand where one is looked for.
constexpr std::string_view expected_columns(const reading& at, const expectation& column)
{
    const bool is_related = column.column.relation != relation::self;
    if (column.is_argument)
        return is_related ? "a function looks at the values of a metric: expected metrics.<key>" : expected_metric;
    if (is_related)
        return at.language.related_columns;
    return column.use == column_use::filter ? at.language.filter_columns : at.language.order_columns;
}

/// Whether the word stands for an entity that has columns where one is looked for.
constexpr bool has_columns(const grammar& language, std::string_view word, const expectation& column)
{
    for (const auto& each : language.entities)
        for (const auto& rule : language.columns)
            if (each.word == word && rule.entity == each.entity && rule.serves(column.use) &&
                (!column.is_argument || rule.entity == entity::metric))
                return true;
    return false;
}

constexpr bool at_key_quote(const reading& at)
{
    return at_string(at.words) || at.words.next() == '`';
}

/// Notes that what follows the word of an entity and a dot is looked for.
constexpr void expect_key(reading& at, std::size_t start, std::string_view entity_written, const expectation& column)
{
    for (const auto& word : at.language.entities) {
        if (word.word != entity_written || !has_columns(at.language, word.word, column))
            continue;
        auto what = column;
        what.column.entity = word.entity;
        what.has_entity = true;
        const bool any_key = word.entity != entity::attribute && word.entity != entity::dataset;
        what.type = any_key ? expectation::kind::key : expectation::kind::column;
        at.expect_at(start, what);
    }
}

/// A key in quotes.
constexpr bool take_quoted_key(reading& at, std::string_view& out)
{
    const auto start = at.words.position();
    const bool is_quoting = !at.language.only_backticks || at.words.next() == '`';
    const auto inside = at.words.take_quoted();
    out = is_quoting ? inside.value_or(std::string_view()) : at.words.read_since(start);
    return inside.has_value() || at.fail(start, unclosed_quote);
}

/// A key behind the dot, if it was not a word together with the entity.
constexpr bool take_key(reading& at, std::string_view& key)
{
    if (!at_key_quote(at)) {
        key = at.words.take_word();
        return !key.empty() || at.fail_here("expected a key right behind the dot");
    }
    if (!take_quoted_key(at, key))
        return false;
    const auto behind = at.words.position();
    return (at.words.take_word().empty() && !at_key_quote(at)) || at.fail(behind, whole_key);
}

/// A column as it is written.
struct written_column
{
    std::string_view entity = "attributes"; ///< That is meant when none is written.
    std::string_view key;
    bool ends_in_dot = false; ///< The key is yet to come.
};

/// A name that starts with a quote: of an attribute, or an entity in backticks and a dot.
constexpr bool take_quoted_name(reading& at, written_column& out, const expectation& column)
{
    const auto start = at.words.position();
    const auto quote = at.words.next();
    if (!take_quoted_key(at, out.key))
        return false;
    out.ends_in_dot = at.words.take('.');
    // MLflow takes a text in single quotes for a value, and backticks alone around an entity.
    if (quote == '\'' || (out.ends_in_dot && quote == '"'))
        return at.fail(start, expected_columns(at, column));
    if (!out.ends_in_dot)
        return true;
    out.entity = out.key;
    expect_key(at, at.words.position(), out.entity, column);
    return true;
}

/// A name that starts with a word: of an attribute, or an entity, a dot and maybe the key.
constexpr bool take_plain_name(reading& at, written_column& out, const expectation& column)
{
    const auto start = at.words.position();
    out.key = at.words.take_word();
    if (out.key.empty())
        return at.fail(start, expected_columns(at, column));
    const auto dot = out.key.find('.');
    out.ends_in_dot = dot + 1 == out.key.size();
    if (dot == std::string_view::npos)
        return true;
    out.entity = out.key.substr(0, dot);
    out.key.remove_prefix(dot + 1);
    expect_key(at, start + dot + 1, out.entity, column);
    return true;
}

/// The entity and the key, each of which may stand in quotes.
constexpr bool take_name(reading& at, written_column& out, const expectation& column)
{
    const auto start = at.words.position();
    if (!(at_key_quote(at) ? take_quoted_name(at, out, column) : take_plain_name(at, out, column)))
        return false;
    if (out.ends_in_dot)
        return has_columns(at.language, out.entity, column) ? take_key(at, out.key)
                                                            : at.fail(start, expected_columns(at, column));
    return !at_key_quote(at) || at.fail_here(whole_key);
}

/// By value: UBSan of g++ lets no address of a table be compared with null at compile time.
constexpr std::optional<column_rule> find_rule(const grammar& language, const written_column& written, column_use use)
{
    for (const auto& word : language.entities)
        for (const auto& rule : language.columns)
            if (word.word == written.entity && rule.entity == word.entity && rule.serves(use) &&
                (rule.key.empty() || rule.key == written.key))
                return rule;
    return std::nullopt;
}

/// Whose column follows.
constexpr relation take_relation(reading& at)
{
    for (const auto& each : at.language.relations) {
        auto ahead = at.words;
        if (!ahead.take_text(each.word) || !ahead.take('.'))
            continue;
        at.words = ahead;
        return each.relation;
    }
    return relation::self;
}

/// A column that is no function; `column` says what is looked for.
constexpr std::optional<column_rule> take_plain_column(reading& at, column& out, expectation column)
{
    const auto relation = column.use == column_use::filter ? take_relation(at) : relation::self;
    column.column.relation = relation;
    if (relation != relation::self)
        at.expect(column);
    const auto start = at.words.position();
    written_column written;
    if (!take_name(at, written, column))
        return std::nullopt;
    const auto rule = find_rule(at.language, written, column.use);
    if (!rule) {
        at.fail(start, expected_columns(at, column));
        return std::nullopt;
    }
    out = {rule->means.entity, rule->means.key.empty() ? written.key : rule->means.key, relation};
    if (relation == relation::self || rule->means != tables::children_count)
        return rule;
    at.fail(start, "how many children there are is asked of the run alone: children >= 3, without parent. or children. "
                   "before it");
    return std::nullopt;
}

constexpr bool is_function(std::string_view written, const aggregate_word& function)
{
    return std::equal(written.begin(), written.end(), function.word.begin(), function.word.end(),
                      [](char left, char right) { return schema::lower_case(left) == right; });
}

/// The function that follows; nothing with an error when there is none of the name, nothing without one when there is
/// no function.
constexpr std::optional<aggregate> take_function(reading& at)
{
    const auto start = at.words.position();
    auto ahead = at.words;
    const auto word = ahead.take_word();
    ahead.take_blanks();
    if (word.empty() || !ahead.take('('))
        return std::nullopt;
    for (const auto& each : at.language.aggregates)
        if (is_function(word, each)) {
            at.words = ahead;
            return each.aggregate;
        }
    at.fail(start, at.language.aggregates.empty()
                       ? at.language.filter_columns
                       : "there is no such function: expected a column, or first(), last(), min(), max() or mean() of "
                         "a metric");
    return std::nullopt;
}

/// The metric in the parentheses of a function.
constexpr std::optional<column_rule> take_argument(reading& at, column& out, aggregate function)
{
    at.words.take_blanks();
    const auto start = at.words.position();
    const expectation column{.type = expectation::kind::column, .use = column_use::filter, .is_argument = true};
    at.expect(column);
    const auto rule = take_plain_column(at, out, column);
    if (!rule)
        return std::nullopt;
    if (rule->means.entity != entity::metric) {
        at.fail(start, expected_metric);
        return std::nullopt;
    }
    out.aggregate = function;
    at.words.take_blanks();
    if (at.take_sign(")"))
        return rule;
    at.fail_here("expected the closing parenthesis of the function");
    return std::nullopt;
}

/// A column; gives its rule, or nothing when there is none.
constexpr std::optional<column_rule> take_column(reading& at, column& out, column_use use)
{
    const expectation column{.type = expectation::kind::column, .use = use};
    at.expect(column);
    if (use == column_use::filter) {
        if (const auto function = take_function(at))
            return take_argument(at, out, *function);
        if (at.error)
            return std::nullopt;
    }
    return take_plain_column(at, out, column);
}

} // namespace mltrack::query::syntax
