#pragma once

#include <CLI/App.hpp>

namespace mltrack::program {

/// Adds the command that the completions of shells ask what a filter may go on with.
void add_filter_completion(CLI::App& completion);

} // namespace mltrack::program
