#pragma once

#include <mltrack/config.hpp>
#include <mltrack/query/filter.hpp>
#include <mltrack/schema/error.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// From texts to filters and orders. All errors are `invalid_parameter_value` and name the place and what should stand
/// there; beyond the sizes of limits.hpp too. What is returned looks into the texts, which must outlive it.
/// (`syntax.hpp` does the same at compile time.)

namespace mltrack::query {

/// Parses a filter over runs; an empty text finds all.
MLTRACK_DECL result<filter> parse_run_filter(std::string_view text);

/// Parses a filter over experiments; an empty text finds all.
MLTRACK_DECL result<filter> parse_experiment_filter(std::string_view text);

/// Parses one clause of an order of runs.
MLTRACK_DECL result<order> parse_run_order(std::string_view text);

/// Parses one clause of an order of experiments.
MLTRACK_DECL result<order> parse_experiment_order(std::string_view text);

/// The complete order of runs: the clauses, then the latest start first unless it is among them, then the run id. A
/// column that stands there twice is an error, by whichever alias.
MLTRACK_DECL result<std::vector<order>> run_order(std::span<const std::string> clauses);

/// The complete order of experiments: the clauses (without any: the latest creation first, then the lowest id), then
/// the highest id.
MLTRACK_DECL result<std::vector<order>> experiment_order(std::span<const std::string> clauses);

} // namespace mltrack::query

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/query/impl/parser.ipp>
#endif
