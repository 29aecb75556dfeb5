#pragma once

#include <mltrack/query/limits.hpp>
#include <mltrack/query/syntax/column.hpp>
#include <mltrack/query/syntax/numbered.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

/// @file
/// Reading comparisons: a column, a comparator and what it compares with. The functions give false or nothing when the
/// text is wrong, and the reading then has the error.

namespace mltrack::query::syntax {

/// Comparators by how they are written, where more than one word in upper case.
inline constexpr std::array<std::pair<std::string_view, comparator>, 14> written_comparators{{
    {"=", comparator::equal},
    {"!=", comparator::not_equal},
    {"<", comparator::less},
    {"<=", comparator::less_equal},
    {">", comparator::greater},
    {">=", comparator::greater_equal},
    {"LIKE", comparator::like},
    {"ILIKE", comparator::ilike},
    {"IN", comparator::in},
    {"NOT IN", comparator::not_in},
    {"BETWEEN", comparator::between},
    {"NOT BETWEEN", comparator::not_between},
    {"IS NULL", comparator::is_null},
    {"IS NOT NULL", comparator::is_not_null},
}};

/// A word of a comparator, if it comes next.
constexpr bool take_word(reading& at, std::string_view upper_case)
{
    return at.words.take_keyword(upper_case);
}

/// Behind IS.
constexpr std::optional<comparator> take_null(reading& at)
{
    at.words.take_blanks();
    at.expect({.type = expectation::kind::comparator, .word = "NULL"});
    at.expect({.type = expectation::kind::comparator, .word = "NOT NULL"});
    const bool negated = take_word(at, "NOT");
    at.words.take_blanks();
    if (negated)
        at.expect({.type = expectation::kind::comparator, .word = "NULL"});
    if (!take_word(at, "NULL"))
        return std::nullopt;
    return negated ? comparator::is_not_null : comparator::is_null;
}

/// Behind NOT.
constexpr std::optional<comparator> take_negated(reading& at)
{
    at.words.take_blanks();
    at.expect({.type = expectation::kind::comparator, .word = "IN"});
    at.expect({.type = expectation::kind::comparator, .word = "BETWEEN"});
    if (take_word(at, "IN"))
        return comparator::not_in;
    return take_word(at, "BETWEEN") ? std::optional(comparator::not_between) : std::nullopt;
}

/// `allowed` are those that the column takes: IS, which begins none of some columns', is not read there.
constexpr std::optional<comparator> take_any_comparator(reading& at, const comparator_set& allowed)
{
    if (const auto signs = at.words.take_signs(); !signs.empty()) {
        for (const auto& [written, means] : written_comparators)
            if (written == signs)
                return means;
        return std::nullopt;
    }
    if (allowed.contains(comparator::is_null) && take_word(at, "IS"))
        return take_null(at);
    if (take_word(at, "NOT"))
        return take_negated(at);
    for (const auto& [written, means] : written_comparators)
        if (take_word(at, written))
            return means;
    return std::nullopt;
}

constexpr bool take_comparator(reading& at, comparator& out, const operand& compared_with)
{
    at.words.take_blanks();
    const auto start = at.words.position();
    for (const auto& [written, means] : written_comparators)
        if (compared_with.comparators.contains(means))
            at.expect({.type = expectation::kind::comparator, .word = written});
    const auto found = take_any_comparator(at, compared_with.comparators);
    if (!found || !compared_with.comparators.contains(*found))
        return at.fail(start, compared_with.rule);
    out = *found;
    return true;
}

/// The values of one comparison.
class values_reader
{
public:
    constexpr values_reader(reading& at, comparison& out, const operand& compared_with)
        : at_(at), out_(out), compared_with_(compared_with)
    {
    }

    constexpr bool take()
    {
        at_.words.take_blanks();
        switch (out_.comparator) {
        case comparator::is_null:
        case comparator::is_not_null:
            return true;
        case comparator::in:
        case comparator::not_in:
            return take_list();
        case comparator::between:
        case comparator::not_between:
            return take_range();
        case comparator::like:
        case comparator::ilike:
            return take_pattern();
        default:
            return take_one("'");
        }
    }

private:
    /// `list = "(" literal {"," literal} [","] ")"`
    constexpr bool take_list()
    {
        if (!at_.take_sign("("))
            return at_.fail_here("expected a list in parentheses");
        do {
            at_.words.take_blanks();
            const bool may_end = !out_.values.empty() || compared_with_.type == operand::kind::bare_string;
            if (may_end && at_.take_sign(")"))
                return true;
            if (!take_one("'\""))
                return false;
            at_.words.take_blanks();
        } while (at_.take_sign(","));
        return at_.take_sign(")") || at_.fail_here("expected a comma or the closing parenthesis of the list");
    }

    /// `range = literal AND literal`
    constexpr bool take_range()
    {
        if (compared_with_.type == operand::kind::bare_string && at_.words.next() != '\'') {
            expect(compared_with_.type);
            return at_.fail_here("BETWEEN compares with strings in single quotes");
        }
        if (!take_one("'"))
            return false;
        at_.words.take_blanks();
        if (!at_.take_keyword("AND"))
            return at_.fail_here("expected AND and the upper end of BETWEEN");
        at_.words.take_blanks();
        return take_one("'");
    }

    constexpr bool take_pattern()
    {
        const auto start = at_.words.position();
        if (!take_one("'"))
            return false;
        const auto& text = out_.values.back().text;
        if (text.size() > longest_pattern)
            return at_.fail(start, numbered<"a pattern has at most ", longest_pattern, " bytes">);
        return text.find('\0') == std::string_view::npos || at_.fail(start, "a pattern holds no NUL character");
    }

    /// `quotes` are those around a string that needs none.
    constexpr bool take_one(std::string_view quotes)
    {
        const auto start = at_.words.position();
        if (++at_.literals > most_literals)
            return at_.fail(start,
                            numbered<"a filter has at most ", most_literals, " literals, those in lists included">);
        const auto wanted = next_literal();
        expect(wanted.type);
        const auto why_not = take_literal(at_.words, out_.values.emplace_back(), wanted, quotes);
        return why_not.empty() || at_.fail(start, why_not);
    }

    /// What may come next. A param or tag takes strings or numbers, as the comparator and the values before it say.
    constexpr wanted_literal next_literal() const
    {
        const auto type = compared_with_.type;
        const auto by = out_.comparator;
        if (type != operand::kind::string_or_number)
            return wanted_of(type);
        if (by == comparator::like || by == comparator::ilike)
            return {operand::kind::string, "LIKE and ILIKE compare with a string in quotes"};
        if (by >= comparator::less && by <= comparator::greater_equal)
            return {operand::kind::number, "< <= > >= compare as numbers: expected a number without quotes"};
        if (out_.values.empty())
            return wanted_of(type);
        const bool is_number = out_.values.front().type == literal::kind::number;
        return {is_number ? operand::kind::number : operand::kind::string,
                "the values are either all strings in quotes or all numbers without quotes"};
    }

    constexpr void expect(operand::kind type)
    {
        at_.expect({.type = expectation::kind::value, .column = out_.column, .compared_with = type});
    }

    reading& at_;
    comparison& out_;
    const operand& compared_with_;
};

constexpr bool take_comparison(reading& at, comparison& out)
{
    if (++at.comparisons > most_comparisons)
        return at.fail_here(numbered<"a filter has at most ", most_comparisons, " comparisons">);
    out.position = at.words.position();
    const auto rule = take_column(at, out.column, column_use::filter);
    return rule.has_value() && take_comparator(at, out.comparator, rule->compared_with) &&
           values_reader(at, out, rule->compared_with).take();
}

} // namespace mltrack::query::syntax
