#pragma once

#include <mltrack/query/syntax/comparison.hpp>

#include <string_view>
#include <utility>
#include <vector>

/// @file
/// Reading what joins comparisons:
///
///     condition = all {OR all}
///     all       = one {AND one}
///     one       = NOT one | "(" condition ")" | comparison

namespace mltrack::query::syntax {

/// Lifts the parts of parts that join as their whole does, and a part that is alone into its place.
constexpr void flatten(condition& whole)
{
    std::vector<condition> parts;
    for (auto& part : whole.parts) {
        if (part.type != whole.type) {
            parts.push_back(std::move(part));
            continue;
        }
        for (auto& inner : part.parts)
            parts.push_back(std::move(inner));
    }
    if (parts.size() == 1) {
        auto only = std::move(parts.front());
        whole = std::move(only);
    } else {
        whole.parts = std::move(parts);
    }
}

constexpr bool take_condition(reading& at, condition& out, std::size_t depth);

constexpr bool take_one(reading& at, condition& out, std::size_t depth);

/// What stands in parentheses, the first of which was read.
constexpr bool take_nested(reading& at, condition& out, std::size_t start, std::size_t depth)
{
    if (!take_condition(at, out, depth))
        return false;
    if (at.take_sign(")"))
        return true;
    return at.words.at_end() ? at.fail_unclosed(start, "this parenthesis is not closed")
                             : at.fail_here("expected AND, OR or a closing parenthesis");
}

/// What NOT, which was read, stands before.
constexpr bool take_negation(reading& at, condition& out, std::size_t depth)
{
    out.type = condition::kind::negation;
    at.words.take_blanks();
    const auto start = at.words.position();
    const bool is_missing = at.words.at_end() || at.words.next() == ')';
    if (take_one(at, out.parts.emplace_back(), depth))
        return true;
    if (is_missing)
        at.fail(start, "expected what NOT negates: a comparison, or a condition in parentheses");
    return false;
}

constexpr bool take_one(reading& at, condition& out, std::size_t depth)
{
    at.words.take_blanks();
    const auto start = at.words.position();
    const bool may_nest = depth != deepest_condition;
    if (may_nest) {
        at.expect({.word = "NOT"});
        at.expect({.word = "("});
    }
    const bool negates = at.words.take_keyword("NOT");
    if (!negates && !at.words.take('(')) {
        out.type = condition::kind::comparison;
        return take_comparison(at, out.comparison);
    }
    if (!may_nest)
        return at.fail(start, numbered<"parentheses and NOT nest at most ", deepest_condition, " deep">);
    return negates ? take_negation(at, out, depth + 1) : take_nested(at, out, start, depth + 1);
}

constexpr bool take_all(reading& at, condition& out, std::size_t depth)
{
    out.type = condition::kind::all;
    do {
        if (!take_one(at, out.parts.emplace_back(), depth))
            return false;
        at.words.take_blanks();
    } while (at.take_keyword("AND"));
    flatten(out);
    return true;
}

constexpr bool take_condition(reading& at, condition& out, std::size_t depth)
{
    out.type = condition::kind::any;
    do {
        if (!take_all(at, out.parts.emplace_back(), depth))
            return false;
    } while (at.take_keyword("OR"));
    flatten(out);
    return true;
}

} // namespace mltrack::query::syntax
