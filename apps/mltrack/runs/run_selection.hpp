#pragma once

#include "verb.hpp"

#include <string>
#include <vector>

namespace mltrack::program {

/// Which runs a verb works on, and in which order.
struct run_selection : verb_options
{
    std::vector<std::string> experiment_ids;
    std::vector<std::string> experiment_names;
    std::string filter;
    std::vector<std::string> order_by;
    schema::view_type view = schema::view_type::ACTIVE_ONLY;
};

/// Adds the options that select runs.
void add_selection_options(CLI::App& command, run_selection& selection);

/// The search for the selected runs; in all experiments when none is named. Throws `mltrack::exception` for experiments
/// that are not there.
schema::search_runs::request search_for(const run_selection& selection, tracking::any_tracking_api& api);

/// The parts of what `--columns` was given, several between commas.
std::vector<std::string> split_columns(const std::vector<std::string>& given);

} // namespace mltrack::program
