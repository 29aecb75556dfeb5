#include "console/interruption.hpp"
#include "console/progress.hpp"
#include "db/commands.hpp"
#include "db/database.hpp"
#include <mltrack/store/sqlite/backup.hpp>

#include <iostream>

namespace mltrack::program {
namespace {

struct backup_command_options : database_options
{
    std::string target;
    bool force = false;
};

void backup(const backup_command_options& options)
{
    const auto source = file_of(options);
    const interruption interrupted;
    std::uint64_t bytes = 0;
    {
        progress shown("Copying", progress::unit::bytes);
        bytes = store::back_up(source, options.target,
                               {.replace = options.force,
                                .on_progress =
                                    [&](std::uint64_t done, std::uint64_t total) {
                                        shown.reach(done, total);
                                        return !interrupted.is_asked();
                                    }})
                    .value();
    }
    std::cout << "Copied " << bytes << " bytes to '" << options.target << "'.\n";
}

} // namespace

void add_backup_command(CLI::App& group)
{
    auto [command, options] = add_database_verb<backup_command_options>(
        group, "backup", "Copy a database while servers and MLflow go on using it.", backup);
    command.add_option("URI", options.uri, "The database, as sqlite:///FILE.")->required();
    command.add_option("FILE", options.target, "The copy, which gets this name when it is complete.")->required();
    command.add_flag("--force", options.force, "Replace a file that has this name.");
}

} // namespace mltrack::program
