#pragma once

#include "server/arguments.hpp"
#include "server/log.hpp"

namespace mltrack::program {

/// Serves until a signal ends it. Throws `mltrack::exception` when it cannot begin, with what to do.
void serve(const server_arguments& arguments, log& log);

} // namespace mltrack::program
