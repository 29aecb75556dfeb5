#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

/// @file
/// How the tree of a filter becomes SQL. NOT is brought down to the comparisons, each of which writes the opposite of
/// itself: SQL's own NOT leaves NULL what is missing.

namespace mltrack::store::relational::detail {

/// How many pending parentheses and operators a parser holds at most while it reads a condition, whose deepest parts
/// stand first. SQLite's holds 100 in all.
inline std::size_t nesting_of(const query::condition& condition)
{
    if (condition.type == query::condition::kind::comparison)
        return 0;
    std::vector<std::size_t> parts;
    for (const auto& part : condition.parts)
        parts.push_back(nesting_of(part));
    if (condition.type == query::condition::kind::negation)
        return parts.front();
    std::ranges::sort(parts, std::greater());
    const auto first = parts.empty() ? 0 : parts[0];
    return 1 + (parts.size() < 2 ? first : std::max(first, 2 + parts[1]));
}

/// The parts of a condition, those that nest deepest first and the others as they stand.
inline std::vector<const query::condition*> parts_in_order(const query::condition& condition)
{
    std::vector<const query::condition*> parts;
    for (const auto& part : condition.parts)
        parts.push_back(&part);
    std::ranges::stable_sort(parts, std::greater(), [](const auto* part) { return nesting_of(*part); });
    return parts;
}

/// Appends the SQL of a condition, or of its opposite. `write(comparison, negated)` appends that of a comparison, which
/// is true or, whatever is missing, not true.
template <class Write>
result<void> append_condition(std::string& sql, const query::condition& condition, bool negated, Write& write)
{
    using kind = query::condition::kind;
    if (condition.type == kind::comparison)
        return write(condition.comparison, negated);
    if (condition.type == kind::negation)
        return append_condition(sql, condition.parts.front(), !negated, write);
    const bool is_all = (condition.type == kind::all) != negated;
    if (condition.parts.empty()) {
        sql += is_all ? "1 = 1" : "1 = 0";
        return {};
    }
    const char* separator = "(";
    for (const auto* part : parts_in_order(condition)) {
        sql += separator;
        MLTRACK_CHECK(append_condition(sql, *part, negated, write));
        separator = is_all ? " AND " : " OR ";
    }
    sql += ")";
    return {};
}

/// Appends ` AND` and a filter to conditions that stand there already.
template <class Write>
result<void> append_filter(std::string& sql, const query::filter& filter, Write write)
{
    if (filter.root.type != query::condition::kind::all) {
        sql += " AND ";
        return append_condition(sql, filter.root, false, write);
    }
    for (const auto* part : parts_in_order(filter.root)) {
        sql += " AND ";
        MLTRACK_CHECK(append_condition(sql, *part, false, write));
    }
    return {};
}

} // namespace mltrack::store::relational::detail
