#pragma once

#include <mltrack/query/like.hpp>
#include <mltrack/query/match.hpp>
#include <mltrack/query/number.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <variant>

namespace mltrack::query {
namespace detail {

/// What a thing has in a column; nothing when it lacks it.
using cell = std::variant<std::monostate, std::int64_t, double, std::string_view>;

template <class Entry>
const Entry* find_key(const std::vector<Entry>& entries, std::string_view key)
{
    for (const auto& entry : entries)
        if (std::string_view(*entry.key) == key)
            return &entry;
    return nullptr;
}

template <class Entry>
cell text_of(const std::vector<Entry>& entries, std::string_view key)
{
    const auto* entry = find_key(entries, key);
    return entry != nullptr ? cell(std::string_view(entry->value)) : cell();
}

inline cell metric_of(const std::vector<schema::metric>& metrics, std::string_view key)
{
    constexpr double largest = std::numeric_limits<double>::max();
    const auto* metric = find_key(metrics, key);
    if (metric == nullptr)
        return {};
    return std::isnan(*metric->value) ? *metric->value : std::clamp(*metric->value, -largest, largest);
}

inline cell attribute_of(const schema::run_info& info, std::string_view name)
{
    if (name == "run_id")
        return std::string_view(info.run_id.value);
    if (name == "run_name")
        return std::string_view(info.run_name);
    if (name == "user_id")
        return std::string_view(info.user_id);
    if (name == "status")
        return reflect::enum_name(info.status);
    if (name == "artifact_uri")
        return std::string_view(info.artifact_uri);
    if (name == "start_time")
        return info.start_time.value;
    if (name == "end_time" && info.end_time)
        return info.end_time->value;
    return {};
}

inline cell cell_of(const column& column, const schema::run& run)
{
    switch (column.entity) {
    case entity::metric:
        return metric_of(run.data.metrics, column.key);
    case entity::param:
        return text_of(run.data.params, column.key);
    case entity::tag:
        return text_of(run.data.tags, column.key);
    case entity::attribute:
        return attribute_of(run.info, column.key);
    case entity::dataset: // A run may have several: see `meets`.
        break;
    }
    return {};
}

/// The number of an id of digits; an id of another form as it stands.
inline cell id_of(std::string_view id)
{
    std::int64_t value = 0;
    const auto [stop, failure] = std::from_chars(id.data(), id.data() + id.size(), value);
    if (failure == std::errc() && stop == id.data() + id.size())
        return value;
    return id;
}

inline cell cell_of(const column& column, const schema::experiment& experiment)
{
    if (column.entity == entity::tag)
        return text_of(experiment.tags, column.key);
    if (column.key == "name")
        return std::string_view(experiment.name);
    if (column.key == "experiment_id")
        return id_of(experiment.experiment_id.value);
    if (column.key == "creation_time")
        return experiment.creation_time.value;
    if (column.key == "last_update_time")
        return experiment.last_update_time.value;
    return {};
}

/// How the value of a cell compares with a literal.
inline std::partial_ordering compare(const cell& left, const literal& right)
{
    if (const auto* text = std::get_if<std::string_view>(&left))
        return *text <=> right.text;
    if (const auto* real = std::get_if<double>(&left))
        return *real <=> double_of(right);
    if (const auto* whole = std::get_if<std::int64_t>(&left))
        return std::visit(
            [&](auto number) -> std::partial_ordering {
                if constexpr (std::is_same_v<decltype(number), double>)
                    return query::compare(*whole, number);
                else
                    return *whole <=> number;
            },
            number_of(right));
    return std::partial_ordering::unordered;
}

inline bool is_like(const cell& left, const literal& pattern, letter_case letters)
{
    const auto* text = std::get_if<std::string_view>(&left);
    return text != nullptr && like(*text, pattern.text, letters);
}

inline bool holds(const comparison& comparison, const cell& cell)
{
    const bool missing = std::holds_alternative<std::monostate>(cell);
    if (comparison.comparator == comparator::is_null)
        return missing;
    if (missing)
        return false;
    const auto is_equal = [&](const literal& value) { return std::is_eq(compare(cell, value)); };
    const auto& values = comparison.values;
    switch (comparison.comparator) {
    case comparator::is_null:
    case comparator::is_not_null:
        return true;
    case comparator::in:
        return std::ranges::any_of(values, is_equal);
    case comparator::not_in:
        return std::ranges::none_of(values, is_equal);
    case comparator::equal:
        return is_equal(values.front());
    case comparator::not_equal:
        return !is_equal(values.front());
    case comparator::less:
        return std::is_lt(compare(cell, values.front()));
    case comparator::less_equal:
        return std::is_lteq(compare(cell, values.front()));
    case comparator::greater:
        return std::is_gt(compare(cell, values.front()));
    case comparator::greater_equal:
        return std::is_gteq(compare(cell, values.front()));
    case comparator::like:
        return is_like(cell, values.front(), letter_case::kept);
    case comparator::ilike:
        return is_like(cell, values.front(), letter_case::folded);
    }
    return false;
}

inline cell cell_of(const column& column, const schema::dataset_input& input)
{
    if (column.key == "name")
        return std::string_view(input.dataset.name.value);
    if (column.key == "digest")
        return std::string_view(input.dataset.digest.value);
    const auto tag = std::ranges::find(input.tags, schema::dataset_context_tag, &schema::input_tag::key);
    return tag != input.tags.end() ? cell(std::string_view(tag->value.value)) : cell();
}

template <class Thing>
bool meets(const comparison& comparison, const Thing& thing)
{
    return holds(comparison, cell_of(comparison.column, thing));
}

/// A comparison of data sets holds when it does for one of the run's.
inline bool meets(const comparison& comparison, const schema::run& run)
{
    if (comparison.column.entity != entity::dataset)
        return holds(comparison, cell_of(comparison.column, run));
    return std::ranges::any_of(run.inputs.dataset_inputs, [&](const schema::dataset_input& input) {
        return holds(comparison, cell_of(comparison.column, input));
    });
}

template <class Thing>
bool matches_all(const filter& filter, const Thing& thing)
{
    return std::ranges::all_of(filter.comparisons, [&](const comparison& each) { return meets(each, thing); });
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

MLTRACK_DECL bool matches(const filter& filter, const schema::run& run)
{
    return detail::matches_all(filter, run);
}

MLTRACK_DECL bool matches(const filter& filter, const schema::experiment& experiment)
{
    return detail::matches_all(filter, experiment);
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
