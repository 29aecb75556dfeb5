#pragma once

/// @file
/// Everything to run a server in your own program: `mltrack::server`.
/// `server.async_run(token)` needs mltrack/server/async_run.hpp besides.

#include <mltrack/server/server.hpp>
#include <mltrack/transport/in_process.hpp>
