#pragma once

#include <mltrack/query/grammar.hpp>

#include <cstddef>
#include <string_view>

namespace mltrack::query {

/// What the parser looked for at a place of a text.
struct expectation
{
    enum class kind {
        keyword,    ///< A word or sign between comparisons, within a list, …
        comparator, ///< The same, behind a column.
        column,     ///< A column's name.
        key,        ///< The key of a metric, param or tag.
        value       ///< A literal.
    };

    kind type = kind::keyword;
    std::string_view word{};                             ///< Of a keyword or comparator, in upper case.
    query::column column{};                              ///< What is known of it: of a key the entity, of a value all.
    column_use use = column_use::both;                   ///< Of a column: where it stands.
    bool has_entity = false;                             ///< Of a column: its entity stands before it.
    bool is_argument = false;                            ///< Of a column: it is a function's argument, a metric.
    operand::kind compared_with = operand::kind::string; ///< Of a value.
    std::size_t start = 0;                               ///< The byte at which it was looked for.
};

} // namespace mltrack::query
