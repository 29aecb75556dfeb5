#pragma once

#include "verb.hpp"

#include <CLI/App.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace mltrack::program {

/// Which database a command looks after.
struct database_options
{
    std::string uri = "sqlite:///mlflow.db";
};

/// The database's file, which is there. Throws `mltrack::exception`: for a URI of another database too.
std::filesystem::path file_of(const database_options& options);

/// Adds the argument URI, which may be left out.
CLI::Option* add_uri(CLI::App& command, database_options& options);

/// Adds a command of `mltrack db`; `run` is called with the options once they are read.
template <class Options>
verb<Options> add_database_verb(CLI::App& group, const std::string& name, const std::string& description,
                                void (*run)(const Options&))
{
    auto options = std::make_shared<Options>();
    auto& command = *group.add_subcommand(name, description)->group("Commands");
    command.set_help_flag("--help", "Print this help.");
    command.callback([options, run] { run(*options); });
    return {command, *options};
}

} // namespace mltrack::program
