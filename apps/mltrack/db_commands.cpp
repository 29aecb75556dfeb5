#include "commands.hpp"
#include "verb.hpp"

namespace mltrack::program {

void add_db_commands(CLI::App&) {}

} // namespace mltrack::program
