#pragma once

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
    is_not_null
};

/// A literal of the expression: a number keeps its text until it is evaluated, a string is what stands between the
/// quotes.
struct literal
{
    enum class kind { number, string };

    kind type = kind::string;
    std::string_view text;
};

/// One column of the things that are searched: `metrics.loss`, `attributes.start_time`.
struct column
{
    query::entity entity = entity::attribute;
    std::string_view key; ///< Attributes by their one canonical name, whichever alias was written.

    friend constexpr bool operator==(const column&, const column&) = default;
};

/// One comparison: a column against literals.
struct comparison
{
    query::column column;
    query::comparator comparator = comparator::equal;
    std::vector<literal> values; ///< One; several with IN and NOT IN; none with IS [NOT] NULL.
    std::size_t position = 0;    ///< The byte of the expression at which it starts, for messages.
};

/// A parsed filter: all comparisons must hold. It looks into the text it was parsed from, which must outlive it.
struct filter
{
    std::vector<comparison> comparisons;
};

/// One clause of an order: it looks into the text it was parsed from, which must outlive it.
struct order
{
    query::column column;
    bool descending = false;
};

} // namespace mltrack::query
