#pragma once

/// @file
/// A server in your own program: `mltrack::server`. What costs more to compile has headers of its own:
/// - mltrack/store/sqlite.hpp, mltrack/store/memory.hpp: the stores; mltrack/store/tracking_store.hpp for one of yours;
/// - mltrack/tracking/service.hpp: `server.service()`;
/// - mltrack/server/async_run.hpp: `server.async_run(token)`;
/// - mltrack/transport/in_process.hpp: `transport::in_process`.

#include <mltrack/server/server.hpp>
