#pragma once

#include <mltrack/query/impl/match.ipp>
#include <mltrack/query/impl/parser.ipp>
#include <mltrack/query/model_grammar.hpp>
#include <mltrack/query/model_search.hpp>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

namespace mltrack::query {
namespace detail {

/// A value as MLflow keeps it for models.
inline double kept_value(const schema::metric& metric)
{
    constexpr double largest = std::numeric_limits<double>::max();
    return std::isnan(*metric.value) ? 0.0 : std::clamp(*metric.value, -largest, largest);
}

inline cell text_of(const std::optional<std::string>& text)
{
    return text ? cell(std::string_view(*text)) : cell();
}

/// The value under a key of a list of params or tags.
template <class Entry>
cell value_of(const std::vector<Entry>& entries, std::string_view key)
{
    const auto found = std::ranges::find(entries, key, &Entry::key);
    return found != entries.end() ? cell(std::string_view(found->value)) : cell();
}

/// An attribute of a model that is a number; nothing for the others.
inline std::optional<std::int64_t> number_of(const schema::logged_model_info& info, std::string_view name)
{
    if (name == "creation_timestamp_ms")
        return info.creation_timestamp_ms.value;
    if (name == "last_updated_timestamp_ms")
        return info.last_updated_timestamp_ms.value;
    return std::nullopt;
}

/// An attribute as filters see it: the number of a status as text.
inline cell attribute_of(const schema::logged_model_info& info, std::string_view name)
{
    constexpr std::array<std::string_view, 4> numbers{"0", "1", "2", "3"};
    if (const auto number = number_of(info, name))
        return *number;
    if (name == "name")
        return std::string_view(info.name);
    if (name == "model_id")
        return std::string_view(info.model_id.value);
    if (name == "model_type")
        return text_of(info.model_type);
    if (name == "status")
        return numbers.at(static_cast<std::size_t>(info.status));
    if (name == "status_message")
        return text_of(info.status_message);
    if (name == "source_run_id")
        return text_of(info.source_run_id);
    if (name == "experiment_id")
        return std::string_view(info.experiment_id.value);
    if (name == "lifecycle_stage")
        return reflect::enum_name(schema::lifecycle_stage::active);
    if (name == "artifact_location")
        return std::string_view(info.artifact_uri);
    return {};
}

inline bool is_measured_on(const schema::metric& metric, std::span<const measured_on> datasets)
{
    return std::ranges::any_of(datasets, [&](const measured_on& each) { return each.covers(metric); });
}

inline bool meets(const comparison& comparison, std::span<const measured_on> datasets,
                  const schema::logged_model& model)
{
    const auto& key = comparison.column.key;
    const auto entity = comparison.column.entity;
    if (entity == entity::param)
        return holds(comparison, value_of(model.data.params, key));
    if (entity == entity::tag)
        return holds(comparison, value_of(model.info.tags, key));
    if (entity == entity::attribute)
        return holds(comparison, attribute_of(model.info, key));
    return std::ranges::any_of(model.data.metrics, [&](const schema::metric& metric) {
        return std::string_view(*metric.key) == comparison.column.key &&
               (datasets.empty() || is_measured_on(metric, datasets)) && holds(comparison, kept_value(metric));
    });
}

/// The latest value of a metric.
inline cell latest_of(const schema::logged_model& model, const model_order& order)
{
    const auto run_of = [](const schema::metric& metric) {
        return std::string_view(metric.run_id ? metric.run_id->value : std::string_view());
    };
    const auto is_later = [&](const schema::metric& left, const schema::metric& right) {
        return std::tuple(right.timestamp->value, right.step, run_of(left)) <
               std::tuple(left.timestamp->value, left.step, run_of(right));
    };
    const schema::metric* latest = nullptr;
    for (const auto& metric : model.data.metrics)
        if (std::string_view(*metric.key) == order.column.key && order.dataset.covers(metric) &&
            (latest == nullptr || is_later(metric, *latest)))
            latest = &metric;
    return latest != nullptr ? cell(kept_value(*latest)) : cell();
}

inline cell cell_of(const model_order& order, const schema::logged_model& model)
{
    if (order.column.entity == entity::metric)
        return latest_of(model, order);
    if (order.column.key == "experiment_id")
        return id_of(model.info.experiment_id.value);
    return attribute_of(model.info, order.column.key);
}

} // namespace detail

MLTRACK_DECL bool measured_on::covers(const schema::metric& metric) const
{
    return (dataset_name.empty() || metric.dataset_name == dataset_name) &&
           (dataset_digest.empty() || metric.dataset_digest == dataset_digest);
}

MLTRACK_DECL result<filter> parse_model_filter(std::string_view text)
{
    return detail::parse_filter(text, model_grammar);
}

MLTRACK_DECL result<column> parse_model_field(std::string_view name)
{
    constexpr std::string_view metrics = "metrics.";
    if (name.starts_with(metrics))
        return column{entity::metric, name.substr(metrics.size())};
    for (const auto& rule : tables::model_columns)
        if (rule.entity == entity::attribute && rule.key == name)
            return rule.means;
    return error{errc::invalid_parameter_value, "order_by: '" + std::string(name) + "' is no field to order by: " +
                                                    std::string(model_grammar.order_columns)};
}

MLTRACK_DECL std::vector<model_order> complete_model_order(std::vector<model_order> clauses)
{
    const auto add = [&](column tie_break, bool descending) {
        if (std::ranges::find(clauses, tie_break, &model_order::column) == clauses.end())
            clauses.push_back({tie_break, descending});
    };
    add(tables::model_created, true);
    add({entity::attribute, "model_id"}, false);
    return clauses;
}

MLTRACK_DECL bool matches(const filter& filter, std::span<const measured_on> datasets,
                          const schema::logged_model& model)
{
    if (!datasets.empty() && count_comparisons(filter, entity::metric) == 0 &&
        std::ranges::none_of(model.data.metrics,
                             [&](const schema::metric& metric) { return detail::is_measured_on(metric, datasets); }))
        return false;
    return detail::holds(filter.root, [&](const comparison& each) { return detail::meets(each, datasets, model); });
}

MLTRACK_DECL bool before(std::span<const model_order> orders, const schema::logged_model& left,
                         const schema::logged_model& right)
{
    for (const auto& order : orders) {
        const auto a = detail::cell_of(order, left);
        const auto b = detail::cell_of(order, right);
        if (detail::rank(a) != detail::rank(b))
            return detail::rank(a) < detail::rank(b);
        if (a != b)
            return order.descending ? b < a : a < b;
    }
    return false;
}

} // namespace mltrack::query
