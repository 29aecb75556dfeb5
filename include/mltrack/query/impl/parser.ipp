#pragma once

#include <mltrack/query/limits.hpp>
#include <mltrack/query/parser.hpp>
#include <mltrack/query/syntax.hpp>
#include <mltrack/schema/field/text.hpp>

#include <algorithm>

namespace mltrack::query {
namespace detail {

/// `what`, `filter` say, is wrong at a place of its text.
inline error describe(const syntax_error& wrong, std::string_view what, std::string_view text)
{
    constexpr std::size_t shown = 40;
    const auto rest = text.substr(wrong.position);
    const auto excerpt = schema::first_code_points(rest, shown);
    const auto character = schema::code_points(text.substr(0, wrong.position)) + 1;

    std::string message(what);
    if (rest.empty())
        message += " ends too early, at character " + std::to_string(character);
    else
        message += " is wrong at character " + std::to_string(character) + ", at \"" + std::string(excerpt) +
                   (excerpt.size() < rest.size() ? "…\"" : "\"");
    message += ": ";
    message += wrong.message;
    return {errc::invalid_parameter_value, std::move(message)};
}

inline result<filter> parse_filter(std::string_view text, const grammar& grammar)
{
    auto found = parser(text, grammar).parse_filter();
    if (found.error)
        return describe(*found.error, "the filter", text);
    return std::move(found.value);
}

inline result<order> parse_order(std::string_view text, const grammar& grammar)
{
    const auto found = parser(text, grammar).parse_order();
    if (found.error)
        return describe(*found.error, "the order_by clause \"" + std::string(text) + "\"", text);
    return found.value;
}

inline result<void> check_count(std::span<const std::string> clauses)
{
    if (clauses.size() > most_order_clauses)
        return error{errc::invalid_parameter_value, "order_by has at most " + std::to_string(most_order_clauses) +
                                                        " clauses, got " + std::to_string(clauses.size())};
    return {};
}

inline bool orders_by(std::span<const order> orders, const column& column)
{
    return std::ranges::find(orders, column, &order::column) != orders.end();
}

/// Appends a clause unless the column is there already.
inline void add_tie_break(std::vector<order>& orders, std::string_view attribute, bool descending)
{
    if (const column by{entity::attribute, attribute}; !orders_by(orders, by))
        orders.push_back({by, descending});
}

} // namespace detail

MLTRACK_DECL result<filter> parse_run_filter(std::string_view text)
{
    return detail::parse_filter(text, run_grammar);
}

MLTRACK_DECL result<filter> parse_experiment_filter(std::string_view text)
{
    return detail::parse_filter(text, experiment_grammar);
}

MLTRACK_DECL result<order> parse_run_order(std::string_view text)
{
    return detail::parse_order(text, run_grammar);
}

MLTRACK_DECL result<order> parse_experiment_order(std::string_view text)
{
    return detail::parse_order(text, experiment_grammar);
}

MLTRACK_DECL result<std::vector<order>> run_order(std::span<const std::string> clauses)
{
    MLTRACK_CHECK(detail::check_count(clauses));
    std::vector<order> orders;
    for (const auto& clause : clauses) {
        MLTRACK_TRY(const auto next, parse_run_order(clause));
        if (detail::orders_by(orders, next.column))
            return error{errc::invalid_parameter_value,
                         "order_by names the column of \"" + clause + "\" twice: leave one of the clauses out"};
        orders.push_back(next);
    }
    detail::add_tie_break(orders, "start_time", true);
    detail::add_tie_break(orders, "run_id", false);
    return orders;
}

MLTRACK_DECL result<std::vector<order>> experiment_order(std::span<const std::string> clauses)
{
    MLTRACK_CHECK(detail::check_count(clauses));
    std::vector<order> orders;
    for (const auto& clause : clauses) {
        MLTRACK_TRY(const auto next, parse_experiment_order(clause));
        orders.push_back(next);
    }
    if (orders.empty())
        orders = {{{entity::attribute, "creation_time"}, true}, {{entity::attribute, "experiment_id"}, false}};
    detail::add_tie_break(orders, "experiment_id", true);
    return orders;
}

} // namespace mltrack::query
