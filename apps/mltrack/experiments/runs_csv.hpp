#pragma once

#include "verb.hpp"

#include <string>

namespace mltrack::program {

struct csv_options : verb_options
{
    std::string experiment_id;
    std::string file;
};

/// `experiments csv`: all active runs of an experiment, a line each, with the columns and forms of MLflow's export.
void write_csv(const csv_options& options);

} // namespace mltrack::program
