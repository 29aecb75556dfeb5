#pragma once

#include "gc/selection.hpp"

#include <string>
#include <vector>

namespace mltrack::program {

/// Something that stays because its artifacts or its rows could not be removed.
struct purge_failure
{
    std::string kind; ///< `run`, `experiment` or `logged model`.
    std::string id;
    std::string why;
};

/// `2 experiments, 5 runs and 1 logged model`.
std::string counts_of(const selection& selected);

bool is_empty(const selection& selected);

/// A table of experiments, runs and models with the places of their artifacts, and how many there are.
void print_table(const selection& selected);

/// The same as JSON, with what failed; a dry run says that it is one.
void print_json(const selection& selected, const std::vector<purge_failure>& failures, bool is_dry_run);

} // namespace mltrack::program
