#include "help/value_source.hpp"

#include "help/command_tree.hpp"
#include <mltrack/client/variables.hpp>

#include <algorithm>
#include <string_view>

namespace mltrack::program {
namespace {

/// Whether a message speaks of an option's value: by the option's name if it begins with one, else by the value in
/// quotes or, where it is a URI, what stands behind the scheme.
bool speaks_of(std::string_view message, const CLI::Option& option, std::string_view value)
{
    const auto names = spellings(option);
    if (message.starts_with('-'))
        return std::find(names.begin(), names.end(), message.substr(0, message.find(": "))) != names.end();
    const auto scheme = value.find("://");
    const auto place = scheme == value.npos ? value.npos : value.find_first_not_of('/', scheme + 1);
    return message.find("'" + std::string(value) + "'") != message.npos ||
           (place != value.npos && message.find(value.substr(place)) != message.npos);
}

} // namespace

bool is_from_environment(const CLI::App& command, const CLI::Option& option)
{
    const auto& in_words = command.parse_order();
    return option.count() != 0 && !option.get_envname().empty() &&
           std::find(in_words.begin(), in_words.end(), &option) == in_words.end();
}

std::string with_source(std::string message, const CLI::App& program)
{
    for (const auto* command = &program; command != nullptr;) {
        for (const auto* option : command->get_options())
            if (is_from_environment(*command, *option) &&
                speaks_of(message, *option, calling::variable(option->get_envname().c_str())))
                return message + " (the value comes from the environment variable " + option->get_envname() + ")";
        const auto below = command->get_subcommands();
        command = below.empty() ? nullptr : below.front();
    }
    return message;
}

} // namespace mltrack::program
