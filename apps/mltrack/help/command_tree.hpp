#pragma once

#include <CLI/App.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace mltrack::program {

/// A command of the command line, seen from the top: `{"experiments", "create"}`; the program itself has no path.
struct command_node
{
    std::vector<std::string> path;
    const CLI::App* command;

    /// The path in one string, with `separator` between its words.
    std::string joined(const char* separator) const
    {
        std::string out;
        for (const auto& word : path)
            out += (out.empty() ? "" : separator) + word;
        return out;
    }

    /// The commands right below.
    std::vector<const CLI::App*> children() const
    {
        return command->get_subcommands([](auto*) { return true; });
    }

    /// The options, without positional arguments.
    std::vector<const CLI::Option*> options() const
    {
        return command->get_options([](const CLI::Option* option) { return option->nonpositional(); });
    }
};

/// All commands from this one downwards, each before those below it.
inline std::vector<command_node> all_commands(const CLI::App& program)
{
    std::vector<command_node> nodes{{{}, &program}};
    for (std::size_t index = 0; index != nodes.size(); ++index) {
        const auto node = nodes[index];
        auto at = index;
        for (const auto* child : node.children()) {
            auto path = node.path;
            path.push_back(child->get_name());
            nodes.insert(nodes.begin() + static_cast<std::ptrdiff_t>(++at), {std::move(path), child});
        }
    }
    return nodes;
}

/// How an option is written: `-p`, `--port`.
inline std::vector<std::string> spellings(const CLI::Option& option)
{
    std::vector<std::string> names;
    for (const auto& name : option.get_snames())
        names.push_back('-' + name);
    for (const auto& name : option.get_lnames())
        names.push_back("--" + name);
    return names;
}

/// Whether a value follows an option.
inline bool takes_value(const CLI::Option& option)
{
    return option.get_items_expected_max() != 0;
}

/// What stands for the value in help: the last word of the option's name, all of them when that is short.
inline std::string value_word(const CLI::Option& option)
{
    if (!takes_value(option))
        return {};
    auto word = option.get_lnames().empty() ? option.get_single_name() : option.get_lnames().front();
    constexpr std::size_t short_word = 2;
    if (const auto last = word.rfind('-') + 1; word.size() - last > short_word)
        word.erase(0, last);
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return c == '-' ? '_' : static_cast<char>(std::toupper(c)); });
    return word;
}

} // namespace mltrack::program
