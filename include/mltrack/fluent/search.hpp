#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace mltrack {

/// Which runs are looked for, and where.
struct run_search
{
    std::string filter{};                ///< A search expression: `metrics.loss < 0.5 AND params.rate = '0.1'`.
    std::vector<std::string> order_by{}; ///< `column [ASC|DESC]`, the most important first.

    /// Where to look. Without any: in the experiment that runs are started in.
    std::vector<schema::id::experiment> experiment_ids{};
    std::vector<std::string> experiment_names{}; ///< Names that no experiment has are left out.
    bool search_all_experiments = false;         ///< In all active ones.

    schema::view_type view = schema::view_type::ACTIVE_ONLY; ///< Active runs, deleted ones, or both.
    std::size_t max_results = 100'000;
};

/// The runs that a search finds, as many pages as they fill: `search_runs({.filter = "metrics.loss < 0.5"})`. Each has
/// `info`, `data.metrics`, `data.params` and `data.tags`.
///
/// Throws `mltrack::exception`: `invalid_parameter_value` for a filter or an order that cannot be read, and for both
/// ids and names. May be called from several threads at once.
MLTRACK_DECL std::vector<schema::run> search_runs(const run_search& search = {});

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/impl/search.ipp>
#endif
