#pragma once

#include <mltrack/store/sql/search/impl/search_writer.hpp>
#include <mltrack/store/sql/search/search.hpp>

#include <algorithm>

namespace mltrack::store::relational {
namespace detail {

/// What stands behind the conditions of every search.
template <class Search>
result<search_query> finish_search(search_writer& writer, const Search& search)
{
    MLTRACK_CHECK(writer.filter_by(search.filter));
    MLTRACK_CHECK(writer.order_by(search.order));
    return writer.finish(search.page);
}

} // namespace detail

MLTRACK_DECL bool asks_for_layout(const query::filter& filter)
{
    bool asks = false;
    query::for_each_comparison(filter.root, [&](const query::comparison& each) {
        asks = asks || each.column.aggregate != query::aggregate::latest;
    });
    return asks;
}

MLTRACK_DECL result<search_query> write_search(const run_search& search, const dialect& dialect, metric_layout layout)
{
    detail::search_writer writer(detail::searched_runs(), dialect, layout);
    writer.select(columns_of(definition_of<rows::run>()));
    MLTRACK_CHECK(writer.join_ordered(search.order));
    writer.start_conditions(search.view);
    writer.restrict_to(search.experiments);
    return detail::finish_search(writer, search);
}

MLTRACK_DECL result<search_query> write_count(const run_search& search, const dialect& dialect, metric_layout layout)
{
    detail::search_writer writer(detail::searched_runs(), dialect, layout);
    writer.select("COUNT(*)");
    writer.start_conditions(search.view);
    writer.restrict_to(search.experiments);
    MLTRACK_CHECK(writer.filter_by(search.filter));
    return writer.take();
}

MLTRACK_DECL result<search_query> write_search(const experiment_search& search, const dialect& dialect)
{
    detail::search_writer writer(detail::searched_experiments(), dialect, metric_layout::mlflow);
    writer.select(columns_of(definition_of<rows::experiment>()));
    MLTRACK_CHECK(writer.join_ordered(search.order));
    writer.start_conditions(search.view);
    return detail::finish_search(writer, search);
}

} // namespace mltrack::store::relational
