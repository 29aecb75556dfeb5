#pragma once

#include <mltrack/query/to_text.hpp>
#include <mltrack/query/typed/expression.hpp>
#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

namespace mltrack::query {

MLTRACK_DECL expression::expression(std::string text, condition::kind type) : text_(std::move(text)), type_(type) {}

MLTRACK_DECL std::string expression::part_of(condition::kind whole) const
{
    using enum condition::kind;
    const bool is_looser = type_ != whole && (type_ == any || (type_ == all && whole == negation));
    return is_looser ? "(" + text_ + ")" : text_;
}

MLTRACK_DECL expression expression::joined(const expression& left, const expression& right, condition::kind by)
{
    return {left.part_of(by) + (by == condition::kind::all ? " AND " : " OR ") + right.part_of(by), by};
}

MLTRACK_DECL expression expression::negated(const expression& operand)
{
    constexpr auto negation = condition::kind::negation;
    return {"NOT " + operand.part_of(negation), negation};
}

MLTRACK_DECL std::string literal_of(double number)
{
    if (std::isnan(number))
        throw exception(
            {errc::invalid_parameter_value, "NaN cannot stand in a filter: nothing is equal to it, less or greater"});
    // An infinite metric stands for the largest or smallest double.
    constexpr double largest = std::numeric_limits<double>::max();
    char digits[32];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), std::clamp(number, -largest, largest)).ptr;
    return {digits, end};
}

MLTRACK_DECL std::string literal_of(std::int64_t number)
{
    return std::to_string(number);
}

MLTRACK_DECL std::string literal_of(std::string_view text)
{
    auto quoted = quote_string(text);
    if (!quoted)
        throw exception(quoted.error());
    return std::move(*quoted);
}

MLTRACK_DECL std::string list_of(const std::vector<std::string>& literals)
{
    if (literals.empty())
        throw exception({errc::invalid_parameter_value, "in() and not_in() of a filter take at least one value"});
    std::string text;
    for (const auto& each : literals)
        text += (text.empty() ? "(" : ", ") + each;
    return text + ")";
}

MLTRACK_DECL std::string keyed_column(std::string_view relation, std::string_view entity, std::string_view key)
{
    auto quoted = quote_key(key);
    if (!quoted)
        throw exception(quoted.error());
    return std::string(relation) + std::string(entity) + "." + *quoted;
}

} // namespace mltrack::query
