#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

namespace mltrack::query {

/// What a comparison looks at.
enum class entity { attribute, metric, param, tag, dataset };

/// How it compares.
enum class comparator {
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    like,  ///< `like()` with letters as they are.
    ilike, ///< `like()` without regard to the case of ASCII letters.
    in,
    not_in,
    is_null,
    is_not_null,
    between, ///< Both ends are included.
    not_between
};

/// A literal of the expression: a number keeps its text until it is evaluated, a string is what stands between the
/// quotes. A param or tag that is compared with a number is compared as one: see `number_in`.
struct literal
{
    enum class kind { number, string };

    kind type = kind::string;
    std::string_view text;

    friend constexpr bool operator==(const literal&, const literal&) = default;
};

/// Whose column it is.
enum class relation {
    self,
    parent,  ///< The run that the tag `mlflow.parentRunId` names, if it is active.
    children ///< The active runs that name this one as their parent: it holds when it does for one of them.
};

/// Which value of a metric's history is meant.
enum class aggregate {
    latest,
    first, ///< By step, timestamp and value.
    min,   ///< Of all but NaN, as is `max`.
    max,
    mean ///< Of all but NaN.
};

/// One column of the things that are searched: `metrics.loss`, `attributes.start_time`, `min(parent.metrics.loss)`.
struct column
{
    query::entity entity = entity::attribute;
    std::string_view key; ///< Attributes by their one canonical name, whichever alias was written.
    query::relation relation = relation::self;
    query::aggregate aggregate = aggregate::latest; ///< Of metrics only.

    friend constexpr bool operator==(const column&, const column&) = default;
};

/// One comparison: a column against literals.
struct comparison
{
    query::column column;
    query::comparator comparator = comparator::equal;
    std::vector<literal> values; ///< One; several with IN and NOT IN; two with BETWEEN; none with IS [NOT] NULL.
    std::size_t position = 0;    ///< The byte of the expression at which it starts, for messages.

    /// Wherever they stand.
    friend constexpr bool operator==(const comparison& left, const comparison& right)
    {
        return left.column == right.column && left.comparator == right.comparator && left.values == right.values;
    }
};

/// A node of a filter.
struct condition
{
    enum class kind {
        comparison,
        all, ///< All parts hold; without any, it holds.
        any, ///< One of the parts holds.
        negation
    };

    kind type = kind::all;
    query::comparison comparison{}; ///< Of a comparison.
    std::vector<condition> parts{}; ///< Of the others: one of a negation, at least two of `all` and `any`.
};

constexpr bool operator==(const condition& left, const condition& right)
{
    return left.type == right.type && left.comparison == right.comparison &&
           std::equal(left.parts.begin(), left.parts.end(), right.parts.begin(), right.parts.end());
}

/// A parsed filter. It looks into the text it was parsed from, which must outlive it. A comparison alone is the root;
/// AND and OR make flat nodes; parentheses that change nothing leave none. An empty text is an empty `all`.
struct filter
{
    condition root;

    friend constexpr bool operator==(const filter&, const filter&) = default;
};

/// Calls a function with each comparison of a condition, in the order of the text.
template <class Function>
constexpr void for_each_comparison(const condition& condition, Function&& function)
{
    if (condition.type == query::condition::kind::comparison)
        function(condition.comparison);
    for (const auto& part : condition.parts)
        for_each_comparison(part, function);
}

/// How many comparisons of a filter look at an entity.
constexpr std::size_t count_comparisons(const filter& filter, entity entity)
{
    std::size_t count = 0;
    for_each_comparison(filter.root, [&](const comparison& each) { count += each.column.entity == entity ? 1 : 0; });
    return count;
}

/// One clause of an order: it looks into the text it was parsed from, which must outlive it.
struct order
{
    query::column column;
    bool descending = false;
};

} // namespace mltrack::query
