#include "console/interruption.hpp"
#include "console/progress.hpp"
#include "console/table.hpp"
#include "db/commands.hpp"
#include "db/database.hpp"
#include <mltrack/store/sqlite/backup.hpp>

#include <iostream>
#include <string>

namespace mltrack::program {
namespace {

struct backup_command_options : database_options
{
    std::string target;
    bool force = false;
};

/// Copies the file, with a bar.
result<std::uint64_t> copy(const std::filesystem::path& source, const backup_command_options& options)
{
    const interruption interrupted;
    progress shown("Copying", progress::unit::bytes);
    const auto tell = [&](std::uint64_t done, std::uint64_t total) {
        shown.reach(done, total);
        return !interrupted.is_asked();
    };
    return store::back_up(source, options.target, {.replace = options.force, .on_progress = tell});
}

void backup(const backup_command_options& options)
{
    if (options.target.starts_with("sqlite:") || options.target.find("://") != std::string::npos)
        refuse_usage("FILE is no URI: write the path of the copy, as copy.db, not '" + printable(options.target) +
                     "'.");
    const auto source = file_of(options);
    const auto copied = copy(source, options);
    if (copied.has_error() && copied.error().code == errc::resource_already_exists)
        throw exception(error{copied.error().code, copied.error().message + ", or replace it with --force"});
    const auto bytes = copied.value();
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
