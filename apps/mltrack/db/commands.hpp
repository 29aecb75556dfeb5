#pragma once

#include <CLI/App.hpp>

namespace mltrack::program {

/// The commands of `mltrack db`, each with a file of its own.
void add_backup_command(CLI::App& group);
void add_check_command(CLI::App& group);
void add_info_command(CLI::App& group);
void add_layout_command(CLI::App& group);

} // namespace mltrack::program
