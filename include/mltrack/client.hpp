#pragma once

/// @file
/// The client with its transports: `mltrack::client<>` over TCP, and TLS with the component tls;
/// `mltrack::client<transport::in_process>` in a server's own program.

#include <mltrack/client/client.hpp>
#include <mltrack/transport/exchange/http_exchange.hpp>
#include <mltrack/transport/in_process_exchange.hpp>
#include <mltrack/transport/tcp_exchange.hpp>
