#include "commands.hpp"
#include "help/command_tree.hpp"
#include "help/layout.hpp"
#include <mltrack/config.hpp>

#include <iostream>
#include <map>

namespace mltrack::program {
namespace {

/// Text that troff reads as it stands.
std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\e";
        else if (c == '-')
            out += "\\-";
        else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n'))
            (out += "\\&") += c;
        else
            out += c;
    }
    return out;
}

void print_options(const command_node& node)
{
    for (const auto* option : node.options()) {
        std::string names;
        for (const auto& spelling : spellings(*option))
            names += (names.empty() ? "\\fB" : "\\fR, \\fB") + escaped(spelling);
        const auto word = value_word(*option);
        std::cout << ".TP\n"
                  << names << "\\fR" << (word.empty() ? "" : " \\fI" + escaped(word) + "\\fR") << '\n'
                  << escaped(full_description(*option)) << '\n';
    }
}

void print_command(const command_node& node)
{
    std::cout << ".SS mltrack " << escaped(node.joined(" ")) << '\n'
              << escaped(node.command->get_description()) << '\n';
    print_options(node);
}

void print_environment(const std::vector<command_node>& nodes)
{
    std::map<std::string, std::string> variables;
    for (const auto& node : nodes)
        for (const auto* option : node.options())
            if (!option->get_envname().empty())
                variables.try_emplace(option->get_envname(), "--" + option->get_lnames().front());
    std::cout << ".SH ENVIRONMENT\nAn option on the command line wins over its variable.\n";
    for (const auto& [variable, option] : variables)
        std::cout << ".TP\n.B " << variable << "\nAs \\fB" << escaped(option) << "\\fR.\n";
    std::cout << ".TP\n.B MLFLOW_TRACKING_USERNAME, MLFLOW_TRACKING_PASSWORD, MLFLOW_TRACKING_TOKEN\n"
                 "Credentials for the server that a verb talks to.\n"
                 ".TP\n.B MLFLOW_HTTP_REQUEST_TIMEOUT, MLFLOW_HTTP_REQUEST_MAX_RETRIES\n"
                 "How long a verb waits for the server, in seconds, and how often it asks again.\n";
}

void print_manual(const CLI::App& program)
{
    const auto nodes = all_commands(program);
    std::cout << ".TH MLTRACK 1 \"" << version_date << "\" \"mltrack " << version << "\" \"User Commands\"\n"
              << ".SH NAME\nmltrack \\- track machine\\-learning runs, as MLflow Tracking does\n"
              << ".SH SYNOPSIS\n.B mltrack\n\\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n"
              << ".SH DESCRIPTION\n"
              << escaped(
                     "A tracking server that the official MLflow clients use unmodified, and commands for its data: "
                     "experiments, runs and their artifacts.\n")
              << ".SH COMMANDS\n";
    for (const auto& node : nodes)
        if (!node.path.empty() && node.command->get_require_subcommand_min() == 0)
            print_command(node);
    print_environment(nodes);
    std::cout << ".SH EXIT STATUS\n0: done. 1: it failed, and stderr says why. 2: wrong usage.\n"
              << ".SH EXAMPLES\n.nf\n"
              << escaped("mltrack server --backend-store-uri sqlite:///runs.db\n"
                         "mltrack experiments search --tracking-uri http://127.0.0.1:5000\n"
                         "mltrack runs search --filter \"metrics.loss < 0.5\" --columns metrics.loss\n")
              << ".fi\n";
}

} // namespace

void add_manual_command(CLI::App& program)
{
    auto& command = *program.add_subcommand("manual", "Print the manual page, for `man -l -`.")->group("Commands");
    command.set_help_flag("--help", "Print this help.");
    command.callback([&program] { print_manual(program); });
}

} // namespace mltrack::program
