#include "commands.hpp"
#include "server/arguments.hpp"
#include "server/foreign_options.hpp"
#include "server/log.hpp"
#include "server/serve.hpp"

#include <memory>

namespace mltrack::program {

void add_server_command(CLI::App& program)
{
    auto arguments = std::make_shared<server_arguments>();
    auto& command = *program.add_subcommand("server", "Serve MLflow Tracking to clients.")->group("Commands");
    command.alias("ui");
    command.set_help_flag("--help", "Print this help.");
    add_options(command, *arguments);
    command.callback([arguments, foreign = foreign_options(command)] {
        log log(arguments->log_format == "json" ? log::format::json : log::format::text);
        foreign.check(log);
        serve(*arguments, log);
    });
}

} // namespace mltrack::program
