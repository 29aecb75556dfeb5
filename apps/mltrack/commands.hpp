#pragma once

#include <CLI/App.hpp>

#include <memory>

namespace mltrack::program {

/// The whole command line: help, manual page and shell completion are made from it.
std::unique_ptr<CLI::App> make_command_line();

/// The groups of verbs, with the names, options and environment variables of MLflow's where MLflow has them.
void add_server_command(CLI::App& program);
void add_experiments_commands(CLI::App& program);
void add_runs_commands(CLI::App& program);
void add_models_commands(CLI::App& program);
void add_artifacts_commands(CLI::App& program);
void add_db_commands(CLI::App& program);
void add_gc_command(CLI::App& program);
void add_sync_command(CLI::App& program);
void add_journal_commands(CLI::App& program);
void add_completion_command(CLI::App& program);
void add_manual_command(CLI::App& program);

} // namespace mltrack::program
