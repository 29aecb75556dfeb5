#pragma once

#include <mltrack/server/security/options.hpp>

#include <CLI/App.hpp>

#include <cstdint>
#include <string>

namespace mltrack::program {

/// What `mltrack server` is told.
struct server_arguments
{
    std::string backend_store_uri = "sqlite:///mlflow.db";
    std::string default_artifact_root;
    std::string artifacts_destination = "./mlartifacts";
    bool serve_artifacts = true;
    bool artifacts_only = false;
    bool read_only = false;
    double search_timeout = 30; ///< In seconds.

    std::string host = "127.0.0.1";
    std::uint16_t port = 5000;
    std::size_t workers = 8;
    std::string static_prefix;
    std::string ui_dir;
    std::uint64_t max_request_bytes = 64 << 20;
    std::uint64_t max_waiting_bytes = 32 << 20;
    std::uint64_t max_body_memory = 256 << 20;
    std::size_t max_connections = 10'000;
    double idle_timeout = 120; ///< This and what follows: in seconds.
    double header_timeout = 20;
    double body_timeout = 60;
    double shutdown_grace = 10;

    std::string allowed_hosts;
    std::string cors_allowed_origins;
    std::string x_frame_options = "SAMEORIGIN";
    bool disable_security_middleware = false;

    std::string access_log = "faults";
    std::string log_format = "text";
};

/// Adds the options of `mltrack server`, with the names and environment variables of MLflow's.
void add_options(CLI::App& command, server_arguments& arguments);

} // namespace mltrack::program
