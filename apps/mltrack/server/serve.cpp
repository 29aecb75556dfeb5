#include "server/serve.hpp"

#include <mltrack/artifact/none.hpp>
#include <mltrack/artifact/registry.hpp>
#include <mltrack/client/variables.hpp>
#include <mltrack/codec/split_list.hpp>
#include <mltrack/server/security/guard.hpp>
#include <mltrack/server/server.hpp>
#include <mltrack/server/ui/static_files.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/uri.hpp>
#include <mltrack/tracking/artifact_location.hpp>
#include <mltrack/transport/descriptor_limit.hpp>
#include <mltrack/transport/listening_socket.hpp>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <unistd.h>

namespace mltrack::program {
namespace {

/// What is wrong with the value of an option, which the message names.
template <class T>
T value_of(std::string_view option, result<T> outcome)
{
    if (outcome.has_error())
        throw exception(error{outcome.error().code, std::string(option) + ": " + outcome.error().message});
    return std::move(outcome).value();
}

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

/// Whether files can be made below a path, which need not be there yet.
bool is_writable(std::filesystem::path path)
{
    std::error_code failure;
    path = std::filesystem::absolute(path, failure);
    while (!std::filesystem::exists(path, failure) && path.has_relative_path())
        path = path.parent_path();
    return std::filesystem::is_directory(path, failure) && ::access(path.c_str(), W_OK | X_OK) == 0;
}

artifact::any_repository artifacts_of(const server_arguments& arguments)
{
    if (!arguments.serve_artifacts)
        return artifact::none();
    auto opened = value_of("--artifacts-destination", artifact::registry().open(arguments.artifacts_destination));
    if (arguments.read_only)
        return opened;
    if (!is_writable(value_of("--artifacts-destination", artifact::local_path_of(arguments.artifacts_destination))))
        throw exception(error{errc::invalid_parameter_value, "--artifacts-destination: nothing can be written to '" +
                                                                 arguments.artifacts_destination +
                                                                 "': name a folder that can be made or written"});
    return opened;
}

access_log access_log_of(const server_arguments& arguments, log& log)
{
    using enum access_level;
    const auto& name = arguments.access_log;
    return {.level = name == "all"        ? all
                     : name == "failures" ? failures
                     : name == "faults"   ? faults
                                          : none,
            .write = [&log](const access_entry& entry) { log.answered(entry); }};
}

security_options security_of(const server_arguments& arguments)
{
    return {.allowed_hosts = codec::split_list(arguments.allowed_hosts),
            .cors_allowed_origins = codec::split_list(arguments.cors_allowed_origins),
            .x_frame_options = value_of("--x-frame-options", parse_frame_options(arguments.x_frame_options)),
            .enabled = !arguments.disable_security_middleware};
}

/// The socket that systemd hands over, else one of the options' address and port.
std::shared_ptr<transport::listening_socket> listening_socket(const server_arguments& arguments)
{
    constexpr int first_handed_over = 3; // sd_listen_fds(3)
    if (calling::variable("LISTEN_PID") == std::to_string(::getpid()) && calling::variable("LISTEN_FDS") != "0")
        return std::make_shared<transport::listening_socket>(first_handed_over);
    return std::make_shared<transport::listening_socket>(
        transport::listening_socket::open(arguments.host, arguments.port).value());
}

std::chrono::milliseconds seconds(double count)
{
    return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(count));
}

server_options options_of(const server_arguments& arguments, std::shared_ptr<transport::listening_socket> socket,
                          log& log)
{
    server_options options;
    options.listen.socket = std::move(socket);
    options.listen.blocking_threads = arguments.workers;
    options.listen.max_connections = arguments.max_connections;
    options.listen.max_body_memory = arguments.max_body_memory;
    options.listen.idle_timeout = seconds(arguments.idle_timeout);
    options.listen.header_timeout = seconds(arguments.header_timeout);
    options.listen.body_timeout = seconds(arguments.body_timeout);
    options.listen.shutdown_grace = seconds(arguments.shutdown_grace);
    options.listen.handle_signals = true;
    options.listen.stopping = [&log](std::size_t requests) {
        if (requests != 0)
            log.info("finishing " + std::to_string(requests) + " open requests; interrupt once more to stop now");
    };
    options.listen.abandoned = [&log](std::size_t requests) {
        log.warn(std::to_string(requests) + " open requests were cut off; nothing that was acknowledged is lost");
    };
    options.static_prefix = arguments.static_prefix;
    options.ui_dir = arguments.ui_dir;
    options.max_request_bytes = arguments.max_request_bytes;
    options.writes.most_waiting_bytes = arguments.max_waiting_bytes;
    options.artifacts_only = arguments.artifacts_only;
    options.read_only = arguments.read_only;
    options.access_log = access_log_of(arguments, log);
    options.security = security_of(arguments);
    options.service.artifact_root = artifact_root(arguments);
    options.service.truncate_long_values = calling::boolean_variable("MLFLOW_TRUNCATE_LONG_VALUES").value_or(true);
    options.service.allowed_host_schemes =
        tracking::scheme_list(calling::variable("MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES"));
    return options;
}

store::sqlite_options store_of(const server_arguments& arguments, std::filesystem::path file)
{
    return {
        .file = std::move(file), .read_only = arguments.read_only, .read_timeout = seconds(arguments.search_timeout)};
}

/// Where a server can be reached, by the address that its socket is bound to.
struct reach
{
    std::string address; ///< Of this machine's loopback when the socket is bound to all addresses.
    bool is_local;       ///< Whether only programs of this machine get there.

    static reach of(const std::string& bound)
    {
        if (bound == "0.0.0.0" || bound == "::")
            return {"127.0.0.1", false};
        return {bound, bound.starts_with("127.") || bound == "::1"};
    }
};

void greet(const server_arguments& arguments, const reach& reach, std::uint16_t port, log& log)
{
    const bool is_v6 = reach.address.find(':') != std::string::npos;
    const auto url = "http://" + (is_v6 ? '[' + reach.address + ']' : reach.address) + ':' + std::to_string(port) +
                     arguments.static_prefix;
    if (arguments.log_format == "json") {
        log.info(std::string("mltrack ") + version + " serves MLflow Tracking at " + url);
    } else {
        std::cout << "mltrack " << version << " serves MLflow Tracking at " << url << '\n';
        if (!arguments.artifacts_only)
            std::cout << "  runs in       " << arguments.backend_store_uri << (arguments.read_only ? ", only read" : "")
                      << '\n';
        std::cout << "  artifacts in  "
                  << (arguments.serve_artifacts ? arguments.artifacts_destination : artifact_root(arguments)) << '\n'
                  << "  clients:      export MLFLOW_TRACKING_URI=" << url << std::endl;
    }
    if (!reach.is_local)
        log.warn(std::string("whoever reaches this machine can read ") + (arguments.read_only ? "" : "and change ") +
                 "everything: there are no user accounts");
    if (arguments.disable_security_middleware)
        log.warn("any web page that somebody opens can use this server: hosts and origins are not checked");
}

void warn_of_few_descriptors(std::size_t connections, log& log)
{
    const auto wanted = connections + transport::other_descriptors;
    if (const auto limit = transport::raise_descriptor_limit(wanted); limit < wanted)
        log.warn("this system lets the server have " + std::to_string(limit) + " open descriptors; for " +
                 std::to_string(connections) + " connections it needs " + std::to_string(wanted) +
                 ": raise the hard limit (ulimit -Hn, or LimitNOFILE= of its systemd unit)");
}

/// Errors: throws `mltrack::exception` when the folder of --ui-dir holds no web UI.
void check_ui(const server_arguments& arguments)
{
    if (arguments.ui_dir.empty())
        return;
    try {
        const serving::static_files opened(arguments.ui_dir);
    } catch (const exception& refused) {
        throw exception(error{refused.code(), "--ui-dir: " + refused.error().message});
    }
}

template <class Store>
void serve_from(Store store, artifact::any_repository artifacts, const server_options& options,
                const server_arguments& arguments, log& log)
{
    const auto reach = reach::of(options.listen.socket->address());
    server server(std::move(store), std::move(artifacts), options);
    greet(arguments, reach, server.port(), log);
    warn_of_few_descriptors(arguments.max_connections, log);
    server.run();
}

} // namespace

void serve(const server_arguments& arguments, log& log)
{
    if (arguments.artifacts_only && !arguments.serve_artifacts)
        throw exception(error{errc::invalid_parameter_value, "--artifacts-only and --no-serve-artifacts leave nothing "
                                                             "to serve: drop one of them"});
    // Whatever can be wrong is looked at before the database is made.
    const auto file = arguments.artifacts_only
                          ? std::filesystem::path()
                          : value_of("--backend-store-uri", store::sqlite_file(arguments.backend_store_uri));
    auto artifacts = artifacts_of(arguments);
    const auto options = options_of(arguments, listening_socket(arguments), log);
    const serving::guard checked(options.security);
    check_ui(arguments);
    if (arguments.artifacts_only)
        serve_from(store::memory(), std::move(artifacts), options, arguments, log);
    else
        serve_from(value_of("--backend-store-uri", store::sqlite::open(store_of(arguments, file))),
                   std::move(artifacts), options, arguments, log);
}

} // namespace mltrack::program
