#include "commands.hpp"
#include "console/help.hpp"
#include "console/table.hpp"
#include <mltrack/config.hpp>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace mltrack::program {
namespace {

/// Commands of MLflow's that are not here.
constexpr std::string_view commands_of_mlflow[] = {
    "agent",      "ai-commands", "assistant",
    "autolog",    "crypto",      "datasets",
    "db upgrade", "demo",        "deployments",
    "doctor",     "gc",          "experiments update",
    "mcp",        "gateway",     "migrate-filestore",
    "models",     "run",         "runs link-traces",
    "sagemaker",  "scorers",     "skills",
    "traces",
};

bool is_of_mlflow(std::string_view command)
{
    return std::find(std::begin(commands_of_mlflow), std::end(commands_of_mlflow), command) !=
           std::end(commands_of_mlflow);
}

} // namespace

std::unique_ptr<CLI::App> make_command_line()
{
    auto program =
        std::make_unique<CLI::App>("MLflow Tracking, in modern C++: a server, and the tools around it.", "mltrack");
    program->set_help_flag("--help", "Print this help.");
    program->set_version_flag("--version", std::string("mltrack ") + version + ", as MLflow " + mlflow_version,
                              "Print the version.");
    program->formatter(help_formatter());
    program->require_subcommand(1);
    add_server_command(*program);
    add_experiments_commands(*program);
    add_runs_commands(*program);
    add_artifacts_commands(*program);
    add_db_commands(*program);
    add_completion_command(*program);
    add_manual_command(*program);
    return program;
}

std::string what_is_missing(const CLI::App& program, const std::vector<std::string>& words)
{
    const auto* command = &program;
    auto name = program.get_name();
    for (const auto& word : words) {
        if (word.starts_with('-'))
            continue;
        const auto known = command->get_subcommands([&](const CLI::App* each) { return each->check_name(word); });
        if (known.empty() && is_of_mlflow((name + ' ' + word).substr(program.get_name().size() + 1)))
            return "mltrack does not have MLflow's '" + word + "': use mlflow's own, it works on the same database";
        if (known.empty())
            return '\'' + printable(word) + "' is no command of " + name + ": see " + name + " --help";
        command = known.front();
        name += ' ' + word;
    }
    return "Give a command: see " + name + " --help";
}

} // namespace mltrack::program
