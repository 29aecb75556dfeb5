#pragma once

#include "experiment_choice.hpp"
#include "verb.hpp"

#include <string>
#include <vector>

namespace mltrack::program {

/// What `runs create` is told of the run.
struct run_creation : verb_options
{
    experiment_choice experiment;
    std::string name;
    std::string description;
    std::vector<std::string> tags;
    std::string status = "FINISHED";
    std::string parent;
};

/// `runs create`: makes a run that has ended, in an experiment that is made if it is named and not there, and prints it
/// as MLflow does.
void create_run(const run_creation& options);

} // namespace mltrack::program
