#pragma once

#include <CLI/App.hpp>

#include <string>

namespace mltrack::program {

/// Whether an option of a command that was read has its value from its environment variable.
bool is_from_environment(const CLI::App& command, const CLI::Option& option);

/// What is said of a command line, with the environment variable that holds the value which it speaks of, if one does:
/// who said nothing of the kind in the words does not look for it.
std::string with_source(std::string message, const CLI::App& program);

} // namespace mltrack::program
