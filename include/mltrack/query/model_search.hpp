#pragma once

#include <mltrack/config.hpp>
#include <mltrack/query/filter.hpp>
#include <mltrack/schema/entity/logged_model.hpp>
#include <mltrack/schema/error.hpp>

#include <optional>
#include <span>
#include <string_view>
#include <vector>

/// @file
/// Searching logged models. Their language is that of runs with some differences: entities are in the plural only, a
/// word without quotes is a string, double quotes are ordinary characters, and a metric stands for all its values.
/// Source: MLflow's utils/search_logged_model_utils.py and sqlalchemy_store (search_logged_models).

namespace mltrack::query {

/// A data set that a metric was measured on; it looks into texts that must outlive it.
struct measured_on
{
    std::string_view dataset_name;   ///< Empty: any.
    std::string_view dataset_digest; ///< Empty: any.

    /// Whether a value was measured on it.
    MLTRACK_DECL bool covers(const schema::metric& metric) const;
};

/// One clause of an order of logged models. A metric stands for its latest value, by timestamp, step and run id.
struct model_order
{
    query::column column;
    bool descending = false;
    measured_on dataset{}; ///< Of a metric: only what was measured on it counts.
};

/// Parses a filter over logged models; an empty text finds all. Errors: `invalid_parameter_value`.
MLTRACK_DECL result<filter> parse_model_filter(std::string_view text);

/// Reads the name of a field to order by: an attribute, or a key as it stands behind the word for metrics and a dot.
/// Errors: `invalid_parameter_value`.
MLTRACK_DECL result<column> parse_model_field(std::string_view name);

/// The complete order of logged models: the clauses, then the latest creation first and then the id, unless they are
/// among them.
MLTRACK_DECL std::vector<model_order> complete_model_order(std::vector<model_order> clauses);

/// Whether a model meets a filter. A metric's comparison holds when one of its values meets it that
/// was measured on one of `datasets`, if there are any; without a metric's comparison the model has such a value at
/// all. NaN counts as 0, as MLflow keeps it.
MLTRACK_DECL bool matches(const filter& filter, std::span<const measured_on> datasets,
                          const schema::logged_model& model);

/// Whether one model comes before another. In either direction what is missing comes last.
MLTRACK_DECL bool before(std::span<const model_order> orders, const schema::logged_model& left,
                         const schema::logged_model& right);

} // namespace mltrack::query

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/query/impl/model_search.ipp>
#endif
