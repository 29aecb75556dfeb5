#pragma once

#include <mltrack/tracking/any_tracking_api.hpp>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::program {

/// What all verbs that work on tracking data take.
struct verb_options
{
    std::string tracking_uri = "sqlite:///mlflow.db";
    bool json = false; ///< Whether the answer is printed as JSON.
};

/// A verb of the command line with the values of its options.
template <class Options>
struct verb
{
    CLI::App& command;
    Options& options;
};

/// Adds the options that all verbs have.
void add_common_options(CLI::App& command, verb_options& options);

/// Adds a verb to a group; `run` is called with the options once they are read.
template <class Options>
verb<Options> add_verb(CLI::App& group, const std::string& name, const std::string& description,
                       void (*run)(const Options&))
{
    auto options = std::make_shared<Options>();
    auto& command = *group.add_subcommand(name, description)->group("Commands");
    add_common_options(command, *options);
    command.callback([options, run] { run(*options); });
    return {command, *options};
}

/// Adds a group of verbs, one of which must be given.
CLI::App& add_group(CLI::App& program, const std::string& name, const std::string& description);

enum class missing_database { refuse, make };

/// The tracking data that the options name. Throws `mltrack::exception`.
tracking::any_tracking_api open(const verb_options& options, missing_database missing = missing_database::refuse);

/// Whether an option's value is a whole number from 1 on.
CLI::Validator at_least_one();

/// Whether an option's value is a whole number from `least` to `most`.
CLI::Validator whole_number(std::int64_t least, std::int64_t most = INT64_MAX);

/// Whether an option's value is one of these words, which it becomes when it has them in other case: for `transform`.
CLI::Validator one_of(std::vector<std::string> words);

/// Ends the program with the exit code of wrong usage and this sentence.
[[noreturn]] void refuse_usage(const std::string& why);

} // namespace mltrack::program
