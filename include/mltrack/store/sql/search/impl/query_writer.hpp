#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/query/number.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/search/search.hpp>
#include <mltrack/store/sql/statements.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace mltrack::store::relational::detail {

/// `"table"."column"`
inline std::string column_name(std::string_view table, std::string_view column)
{
    return identifier(table) + "." + identifier(column);
}

/// The ids that can be in a table, each once.
inline std::vector<std::int64_t> numbers_of(std::span<const schema::id::experiment> ids)
{
    std::vector<std::int64_t> numbers;
    for (const auto& id : ids)
        if (const auto number = experiment_number(id))
            numbers.push_back(*number);
    std::ranges::sort(numbers);
    numbers.erase(std::ranges::unique(numbers).begin(), numbers.end());
    return numbers;
}

/// ` IN (…)` for numbers that stand in the text itself: there may be more of them than a statement takes placeholders.
/// One alone is compared with, so that an index gives the rows in order.
inline std::string in_numbers(const std::vector<std::int64_t>& numbers)
{
    if (numbers.size() == 1)
        return " = " + std::to_string(numbers.front());
    std::string sql = " IN (NULL";
    for (const auto number : numbers)
        sql += ", " + std::to_string(number);
    return sql + ")";
}

/// Writes one query from its start to its end, so that the values stand in the order of their placeholders.
class query_writer
{
protected:
    enum class value_kind { text, number, real };

    explicit query_writer(const dialect& dialect) : dialect_(dialect) {}

    std::string bound(std::string_view sql, search_value value)
    {
        query_.values.push_back(value);
        return std::string(sql);
    }

    static search_value value_of(const query::literal& literal, value_kind kind)
    {
        if (kind == value_kind::text)
            return literal.text;
        if (kind == value_kind::real)
            return query::double_of(literal);
        return std::visit([](auto number) { return search_value(number); }, query::number_of(literal));
    }

    /// The comparison of a column's value, which is false where the column is null.
    std::string condition(const std::string& column, const query::comparison& comparison, value_kind kind)
    {
        for (const auto& literal : comparison.values)
            query_.values.push_back(value_of(literal, kind));
        switch (comparison.comparator) {
        case query::comparator::equal:
            return column + " = ?";
        case query::comparator::not_equal:
            return column + " <> ?";
        case query::comparator::less:
            return column + " < ?";
        case query::comparator::less_equal:
            return column + " <= ?";
        case query::comparator::greater:
            return column + " > ?";
        case query::comparator::greater_equal:
            return column + " >= ?";
        case query::comparator::like:
            return dialect_.like(column);
        case query::comparator::ilike:
            return dialect_.ilike(column);
        case query::comparator::in:
            return column + in_list(comparison.values.size());
        case query::comparator::not_in:
            return column + " NOT" + in_list(comparison.values.size());
        case query::comparator::between:
            return column + " BETWEEN ? AND ?";
        case query::comparator::not_between:
            return column + " NOT BETWEEN ? AND ?";
        case query::comparator::is_null:
            return column + " IS NULL";
        case query::comparator::is_not_null:
            return column + " IS NOT NULL";
        }
        return {};
    }

    /// A condition that may be null, or its opposite, which never is.
    static std::string negated_if(bool negated, std::string condition)
    {
        return negated ? "(" + std::move(condition) + ") IS NOT TRUE" : std::move(condition);
    }

    search_query finish(page page)
    {
        query_.sql += " " + dialect_.page();
        query_.values.emplace_back(std::max<std::int64_t>(page.limit, 0));
        query_.values.emplace_back(std::max<std::int64_t>(page.offset, 0));
        return take();
    }

    search_query take() { return std::move(query_); }

    const dialect& dialect_;
    search_query query_;
};

} // namespace mltrack::store::relational::detail
