#include "server_command.hpp"

#include "sqlite_uri.hpp"
#include <mltrack/artifact/none.hpp>
#include <mltrack/artifact/registry.hpp>
#include <mltrack/server/server.hpp>
#include <mltrack/store/server_lock.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/transport/descriptor_limit.hpp>

#include <CLI/CLI.hpp>

#include <filesystem>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>

namespace mltrack::program {
namespace {

struct server_arguments
{
    std::string backend_store_uri = "sqlite:///mlflow.db";
    std::string default_artifact_root;
    std::string artifacts_destination = "./mlartifacts";
    bool serve_artifacts = true;
    std::string host = "127.0.0.1";
    std::uint16_t port = 5000;
    std::size_t workers = 8;
    std::string static_prefix;
    std::uint64_t max_request_bytes = 64 << 20;
    std::string access_log = "faults";
    std::string log_format = "text";
    std::string allowed_hosts;
    std::string cors_allowed_origins;
    std::string x_frame_options = "SAMEORIGIN";
    bool disable_security = false;
};

/// A root that is a path of this machine is kept as an absolute one, so that it means the same from everywhere.
std::string absolute_root(const std::string& root)
{
    if (!artifact::scheme_of(root).empty())
        return root;
    return std::filesystem::absolute(root).lexically_normal().string();
}

std::string artifact_root(const server_arguments& arguments)
{
    if (!arguments.default_artifact_root.empty())
        return absolute_root(arguments.default_artifact_root);
    return arguments.serve_artifacts ? "mlflow-artifacts:/" : absolute_root("./mlruns");
}

access_log log_to_stderr(const std::string& level, const std::string& format)
{
    using enum access_level;
    const auto least = level == "all" ? all : level == "failures" ? failures : level == "faults" ? faults : none;
    auto mutex = std::make_shared<std::mutex>();
    return {.level = least,
            .write = [mutex, line = format == "json" ? to_json_line : to_line](const access_entry& entry) {
                const std::lock_guard lock(*mutex);
                std::cerr << line(entry) << std::endl;
            }};
}

server_options options_of(const server_arguments& arguments)
{
    server_options options;
    options.listen.address = arguments.host;
    options.listen.port = arguments.port;
    options.listen.blocking_threads = arguments.workers;
    options.listen.handle_signals = true;
    options.static_prefix = arguments.static_prefix;
    options.max_request_bytes = arguments.max_request_bytes;
    options.access_log = log_to_stderr(arguments.access_log, arguments.log_format);
    options.security.allowed_hosts = split_list(arguments.allowed_hosts);
    options.security.cors_allowed_origins = split_list(arguments.cors_allowed_origins);
    options.security.x_frame_options = parse_frame_options(arguments.x_frame_options).value();
    options.security.enabled = !arguments.disable_security;
    options.service.artifact_root = artifact_root(arguments);
    const char* truncate = std::getenv("MLFLOW_TRUNCATE_LONG_VALUES");
    options.service.truncate_long_values = truncate == nullptr || std::string_view(truncate) != "false";
    return options;
}

void greet(const server_arguments& arguments, std::uint16_t port)
{
    const bool v6 = arguments.host.find(':') != std::string::npos;
    const auto url = "http://" + (v6 ? '[' + arguments.host + ']' : arguments.host) + ':' + std::to_string(port) +
                     arguments.static_prefix;
    std::cout << "mltrack " << version << " serves MLflow Tracking at " << url << '\n'
              << "  runs in       " << arguments.backend_store_uri << '\n'
              << "  artifacts in  "
              << (arguments.serve_artifacts ? arguments.artifacts_destination : artifact_root(arguments)) << '\n'
              << "  clients:      export MLFLOW_TRACKING_URI=" << url << std::endl;
}

void serve(const server_arguments& arguments)
{
    const auto file = sqlite_file(arguments.backend_store_uri).value();
    const auto lock = store::lock_for_server(file).value();
    auto store = store::sqlite::open({.file = file}).value();
    auto artifacts = arguments.serve_artifacts ? artifact::registry().open(arguments.artifacts_destination).value()
                                               : artifact::any_repository(artifact::none());
    server<store::sqlite, artifact::any_repository> server(std::move(store), std::move(artifacts),
                                                           options_of(arguments));
    greet(arguments, server.port());
    const auto wanted = transport::listen_options().max_connections + transport::other_descriptors;
    if (const auto limit = transport::raise_descriptor_limit(wanted); limit < wanted)
        std::cerr << "warning: this system lets the server have " << limit << " open descriptors; for "
                  << transport::listen_options().max_connections << " connections it needs " << wanted
                  << ": raise the hard limit (ulimit -Hn, or LimitNOFILE= of its systemd unit)" << std::endl;
    server.run();
}

} // namespace

void add_server_command(CLI::App& program)
{
    auto arguments = std::make_shared<server_arguments>();
    auto& command = *program.add_subcommand("server", "Serve MLflow Tracking to clients.");
    command.set_help_flag("--help", "Print this help.");
    command.add_option("--backend-store-uri", arguments->backend_store_uri, "Where runs are kept: sqlite:///FILE.")
        ->envname("MLFLOW_BACKEND_STORE_URI")
        ->capture_default_str();
    command
        .add_option("--default-artifact-root", arguments->default_artifact_root,
                    "Where clients put the artifacts of new experiments; the server's proxy if it serves artifacts, "
                    "else ./mlruns.")
        ->envname("MLFLOW_DEFAULT_ARTIFACT_ROOT");
    command
        .add_option("--artifacts-destination", arguments->artifacts_destination,
                    "Where the server keeps the artifacts that it serves.")
        ->envname("MLFLOW_ARTIFACTS_DESTINATION")
        ->capture_default_str();
    command
        .add_flag("--serve-artifacts,!--no-serve-artifacts", arguments->serve_artifacts,
                  "Whether clients read and write artifacts through the server.")
        ->envname("MLFLOW_SERVE_ARTIFACTS");
    command.add_option("-h,--host", arguments->host, "The address to listen on.")
        ->envname("MLFLOW_HOST")
        ->capture_default_str();
    command.add_option("-p,--port", arguments->port, "The port to listen on; 0 takes a free one.")
        ->envname("MLFLOW_PORT")
        ->capture_default_str();
    command.add_option("-w,--workers", arguments->workers, "Threads for work on stores and files.")
        ->envname("MLFLOW_WORKERS")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command.add_option("--static-prefix", arguments->static_prefix, "Serve everything below this path, as /ml.")
        ->envname("MLFLOW_STATIC_PREFIX");
    command
        .add_option("--max-request-bytes", arguments->max_request_bytes,
                    "The longest request body; artifacts have no limit.")
        ->capture_default_str();
    command.add_option("--access-log", arguments->access_log, "Which answers are logged to stderr.")
        ->check(CLI::IsMember({"none", "faults", "failures", "all"}))
        ->capture_default_str();
    command.add_option("--log-format", arguments->log_format, "How they are logged: a line of text or of JSON each.")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    command
        .add_option("--allowed-hosts", arguments->allowed_hosts,
                    "The hosts that requests may name, between commas; * stands for any characters. This machine and "
                    "private networks unless given.")
        ->envname("MLFLOW_SERVER_ALLOWED_HOSTS");
    command
        .add_option("--cors-allowed-origins", arguments->cors_allowed_origins,
                    "The origins whose web pages may use the server, between commas; this machine's always may.")
        ->envname("MLFLOW_SERVER_CORS_ALLOWED_ORIGINS");
    command.add_option("--x-frame-options", arguments->x_frame_options, "SAMEORIGIN, DENY or NONE.")
        ->envname("MLFLOW_SERVER_X_FRAME_OPTIONS")
        ->capture_default_str();
    command
        .add_flag("--disable-security-middleware", arguments->disable_security,
                  "Check neither hosts nor origins, and send no security headers.")
        ->envname("MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE");
    command.callback([arguments] { serve(*arguments); });
}

} // namespace mltrack::program
