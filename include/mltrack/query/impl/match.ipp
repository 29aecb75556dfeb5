#pragma once

#include <mltrack/query/impl/aggregated.hpp>
#include <mltrack/query/impl/holds.hpp>
#include <mltrack/query/match.hpp>

namespace mltrack::query {
namespace detail {

/// Whether a condition holds, where `meets` says it of a comparison.
template <class Meets>
bool holds(const condition& condition, const Meets& meets)
{
    const auto part_holds = [&](const query::condition& part) { return holds(part, meets); };
    switch (condition.type) {
    case condition::kind::comparison:
        return meets(condition.comparison);
    case condition::kind::all:
        return std::ranges::all_of(condition.parts, part_holds);
    case condition::kind::any:
        return std::ranges::any_of(condition.parts, part_holds);
    case condition::kind::negation:
        return std::ranges::none_of(condition.parts, part_holds);
    }
    return false;
}

/// A run without parent and children, whose metrics have the latest values alone.
class no_lookup final : public run_lookup
{
public:
    const schema::run* parent_of(const schema::run&) const override { return nullptr; }
    std::vector<const schema::run*> children_of(const schema::run&) const override { return {}; }

    void visit_history(const schema::run& run, std::string_view key, const visitor& visit) const override
    {
        if (const auto* metric = find_key(run.data.metrics, key))
            visit(*metric);
    }
};

/// What a function says of a metric's history; nothing when the run lacks it, or, but for the first value, has NaN
/// alone.
inline cell aggregated(const column& column, const schema::run& run, const run_lookup& lookup)
{
    if (column.aggregate == aggregate::first) {
        first_value first;
        lookup.visit_history(run, column.key, [&](const schema::metric& point) { first.add(point); });
        return first.value();
    }
    value_summary values;
    lookup.visit_history(run, column.key, [&](const schema::metric& point) { values.add(point); });
    return values.value(column.aggregate);
}

inline cell cell_of(const column& column, const schema::run& run, const run_lookup& lookup)
{
    if (column.aggregate != aggregate::latest)
        return aggregated(column, run, lookup);
    if (column.entity == entity::attribute && column.key == "children")
        return static_cast<std::int64_t>(lookup.children_of(run).size());
    return cell_of(column, run);
}

/// Whether a run meets a comparison, whosever the column is. One of data sets holds when it does for one of the run's.
inline bool meets_of(const comparison& comparison, const schema::run& run, const run_lookup& lookup)
{
    if (comparison.column.entity != entity::dataset)
        return holds(comparison, cell_of(comparison.column, run, lookup));
    return std::ranges::any_of(run.inputs.dataset_inputs, [&](const schema::dataset_input& input) {
        return holds(comparison, cell_of(comparison.column, input));
    });
}

inline bool meets(const comparison& comparison, const schema::run& run, const run_lookup& lookup)
{
    if (comparison.column.relation == relation::self)
        return meets_of(comparison, run, lookup);
    if (comparison.column.relation == relation::children)
        return std::ranges::any_of(lookup.children_of(run),
                                   [&](const schema::run* child) { return meets_of(comparison, *child, lookup); });
    const auto* parent = lookup.parent_of(run);
    return parent != nullptr ? meets_of(comparison, *parent, lookup) : comparison.comparator == comparator::is_null;
}

/// 0 for values, 1 for NaN, 2 for nothing.
inline int rank(const cell& cell)
{
    if (std::holds_alternative<std::monostate>(cell))
        return 2;
    const auto* real = std::get_if<double>(&cell);
    return real != nullptr && std::isnan(*real) ? 1 : 0;
}

template <class Thing>
bool comes_before(std::span<const order> orders, const Thing& left, const Thing& right)
{
    for (const auto& order : orders) {
        const auto a = cell_of(order.column, left);
        const auto b = cell_of(order.column, right);
        if (rank(a) != rank(b))
            return rank(a) < rank(b);
        if (rank(a) == 0 && a != b)
            return order.descending ? b < a : a < b;
    }
    return false;
}

} // namespace detail

MLTRACK_DECL bool matches(const filter& filter, const schema::run& run, const run_lookup& lookup)
{
    return detail::holds(filter.root, [&](const comparison& each) { return detail::meets(each, run, lookup); });
}

MLTRACK_DECL bool matches(const filter& filter, const schema::run& run)
{
    return matches(filter, run, detail::no_lookup());
}

MLTRACK_DECL bool matches(const filter& filter, const schema::experiment& experiment)
{
    return detail::holds(filter.root, [&](const comparison& each) {
        return detail::holds(each, detail::cell_of(each.column, experiment));
    });
}

MLTRACK_DECL bool before(std::span<const order> orders, const schema::run& left, const schema::run& right)
{
    return detail::comes_before(orders, left, right);
}

MLTRACK_DECL bool before(std::span<const order> orders, const schema::experiment& left, const schema::experiment& right)
{
    return detail::comes_before(orders, left, right);
}

} // namespace mltrack::query
