#pragma once

#include <CLI/App.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace mltrack::program {

/// Lays out help: names on the left, what they mean on the right, wrapped for a terminal of 80 columns, with default
/// and environment variable.
std::shared_ptr<CLI::FormatterBase> help_formatter();

/// The sentence of an option with its default and its environment variable.
std::string full_description(const CLI::Option& option);

/// Text in lines of at most `width` characters, each but the first behind `indent` blanks.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

} // namespace mltrack::program
