#include "commands.hpp"
#include "help/layout.hpp"
#include <mltrack/config.hpp>

namespace mltrack::program {
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
    add_models_commands(*program);
    add_artifacts_commands(*program);
    add_db_commands(*program);
    add_gc_command(*program);
    add_sync_command(*program);
    add_journal_commands(*program);
    add_completion_command(*program);
    add_manual_command(*program);
    return program;
}

} // namespace mltrack::program
