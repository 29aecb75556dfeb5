#pragma once

#include <CLI/App.hpp>

#include <string>
#include <vector>

namespace mltrack::program {

/// What to say of a command line that could not be read: what is wrong in it, and where the right form is told.
std::string explain(const CLI::ParseError& error, const CLI::App& program, const std::vector<std::string>& words);

} // namespace mltrack::program
