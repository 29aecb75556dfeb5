#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/model_records.hpp>
#include <mltrack/store/records.hpp>
#include <mltrack/store/sql/dialect.hpp>
#include <mltrack/store/sql/metrics/metric_layout.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mltrack::store::relational {

/// A value for a placeholder. A text is a view into the search.
using search_value = std::variant<std::int64_t, double, std::string_view>;

/// A query with the values for its placeholders, in order.
struct search_query
{
    std::string sql;
    std::vector<search_value> values;
};

/// Whether a filter looks at the histories of metrics, for which the layout of the database must be known.
MLTRACK_DECL bool asks_for_layout(const query::filter& filter);

/// The query for one page of the runs that a search finds, in order; its columns are those of `rows::run`. It means
/// what `query::match` means. Lifetimes: the search must outlive the query.
/// Errors: `invalid_parameter_value` when the filter or order names an attribute that runs do not have.
MLTRACK_DECL result<search_query> write_search(const run_search& search, const dialect& dialect,
                                               metric_layout layout = metric_layout::mlflow);

/// The query for the number of all runs that a search finds, whatever its order and page.
MLTRACK_DECL result<search_query> write_count(const run_search& search, const dialect& dialect,
                                              metric_layout layout = metric_layout::mlflow);

/// The query for one page of the experiments that a search finds; its columns are those of `rows::experiment`.
MLTRACK_DECL result<search_query> write_search(const experiment_search& search, const dialect& dialect);

/// The query for one page of the logged models that a search finds; its columns are those of `rows::logged_model`.
MLTRACK_DECL result<search_query> write_search(const model_search& search, const dialect& dialect);

} // namespace mltrack::store::relational

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sql/search/impl/model_search.ipp>
#include <mltrack/store/sql/search/impl/search.ipp>
#endif
