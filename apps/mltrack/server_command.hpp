#pragma once

#include <CLI/App.hpp>

namespace mltrack::program {

/// Adds `mltrack server`, with the names and environment variables of MLflow's options.
void add_server_command(CLI::App& program);

} // namespace mltrack::program
