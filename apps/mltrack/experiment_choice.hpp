#pragma once

#include "verb.hpp"

namespace mltrack::program {

/// An experiment as the command line names it: by its id or by its name.
struct experiment_choice
{
    std::string id;
    std::string name;
};

/// Adds the two options. `by_name` says what the name does.
inline void add_choice(CLI::App& command, experiment_choice& choice, const std::string& id_option,
                       const std::string& name_option, const std::string& by_name = "The experiment, by its name.")
{
    command.add_option(id_option, choice.id, "The experiment, by its id.");
    command.add_option(name_option, choice.name, by_name);
}

/// Refuses a choice of none and a choice of two.
inline void check(const experiment_choice& choice)
{
    if (choice.id.empty() == choice.name.empty())
        refuse_usage("Give exactly one of --experiment-id and --experiment-name.");
}

/// The chosen experiment. Throws `mltrack::exception` when there is none.
inline schema::experiment find(const experiment_choice& choice, tracking::any_tracking_api& api)
{
    check(choice);
    return choice.name.empty() ? api.get_experiment({.experiment_id = choice.id}).experiment
                               : api.get_experiment_by_name({.experiment_name = choice.name}).experiment;
}

} // namespace mltrack::program
