#include "commands.hpp"
#include "db/commands.hpp"
#include "verb.hpp"

namespace mltrack::program {

void add_db_commands(CLI::App& program)
{
    auto& group = add_group(program, "db", "Look after a database.");
    add_info_command(group);
    add_backup_command(group);
    add_check_command(group);
    add_layout_command(group);
}

} // namespace mltrack::program
