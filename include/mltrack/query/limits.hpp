#pragma once

#include <cstddef>

/// @file
/// How large searches may be, whatever the store: what SQLite answers with its defaults. Beyond, they are refused with
/// `invalid_parameter_value`.

namespace mltrack::query {

/// Comparisons of a filter. SQLite takes expressions up to a depth of 1000.
inline constexpr std::size_t most_comparisons = 500;

/// How deep parentheses and NOT of a filter nest. Each level takes a few of SQLite's.
inline constexpr std::size_t deepest_condition = 50;

/// Literals of a filter, those in lists included. SQLite takes 32766 bound values.
inline constexpr std::size_t most_literals = 10'000;

/// Bytes of a pattern of LIKE or ILIKE, as in SQLite.
inline constexpr std::size_t longest_pattern = 50'000;

/// Clauses of an order. SQLite 3.40 crashes when 64 or more terms of ORDER BY refer to joined tables (it leaves the
/// tables out); each clause makes two terms, and the tie-breaks four.
inline constexpr std::size_t most_order_clauses = 25;

/// Data sets that a search for logged models names. SQLite nests each two levels deep, within its depth of 1000.
inline constexpr std::size_t most_datasets = 100;

/// Data sets that are looked at in all: those named, once for each metric of the filter. Each binds up to two values.
inline constexpr std::size_t most_dataset_comparisons = 10'000;

} // namespace mltrack::query
