#include "server/arguments.hpp"

#include "verb.hpp"
#include <mltrack/codec/number.hpp>

#include <CLI/Validators.hpp>

namespace mltrack::program {
namespace {

/// Whether an option's value is a time that something may take.
CLI::Validator some_seconds()
{
    const auto check = [](std::string given) {
        const auto seconds = codec::parse_double(given);
        const bool good = seconds && *seconds >= 0.001 && *seconds <= 1e6; // Which NaN is not, unlike for CLI::Range.
        return good ? std::string() : "'" + given + "' is no number of seconds from 0.001 to 1000000";
    };
    return {check, ""};
}

void add_storage_options(CLI::App& command, server_arguments& arguments)
{
    command.add_option("--backend-store-uri", arguments.backend_store_uri, "Where runs are kept: sqlite:///FILE.")
        ->envname("MLFLOW_BACKEND_STORE_URI")
        ->capture_default_str()
        ->group("Storage");
    command
        .add_option("--default-artifact-root", arguments.default_artifact_root,
                    "Where clients put the artifacts of new experiments; through this server if it serves artifacts, "
                    "else in ./mlruns.")
        ->envname("MLFLOW_DEFAULT_ARTIFACT_ROOT")
        ->group("Storage");
    command
        .add_option("--artifacts-destination", arguments.artifacts_destination,
                    "The folder where the server keeps the artifacts that it serves.")
        ->envname("MLFLOW_ARTIFACTS_DESTINATION")
        ->capture_default_str()
        ->group("Storage");
    command
        .add_flag("--serve-artifacts,!--no-serve-artifacts", arguments.serve_artifacts,
                  "Whether clients read and write artifacts through the server; they do unless --no-serve-artifacts is "
                  "given.")
        ->envname("MLFLOW_SERVE_ARTIFACTS")
        ->group("Storage");
    command.add_flag("--artifacts-only", arguments.artifacts_only, "Serve artifacts and nothing else.")
        ->envname("MLFLOW_ARTIFACTS_ONLY")
        ->group("Storage");
    command
        .add_flag("--read-only", arguments.read_only,
                  "Change nothing: answer requests that would with 403, and open the database, which must be there, "
                  "for reading alone.")
        ->envname("MLTRACK_READ_ONLY")
        ->group("Storage");
    command
        .add_option("--search-timeout", arguments.search_timeout,
                    "Seconds that a search, or another read of the database, may take; what takes longer is answered "
                    "400.")
        ->check(some_seconds())
        ->capture_default_str()
        ->group("Storage");
}

void add_network_options(CLI::App& command, server_arguments& arguments)
{
    command
        .add_option("-h,--host", arguments.host,
                    "The address to listen on; 0.0.0.0 for all of this machine's. It is no protection: see "
                    "--allowed-hosts.")
        ->envname("MLFLOW_HOST")
        ->capture_default_str()
        ->group("Network");
    command.add_option("-p,--port", arguments.port, "The port to listen on, up to 65535; 0 takes a free one.")
        ->envname("MLFLOW_PORT")
        ->capture_default_str()
        ->group("Network");
    command.add_option("-w,--workers", arguments.workers, "Threads for work on stores and files, 1 to 1024.")
        ->envname("MLFLOW_WORKERS")
        ->check(whole_number(1, 1024))
        ->capture_default_str()
        ->group("Network");
    command.add_option("--static-prefix", arguments.static_prefix, "Serve everything below this path, as /ml.")
        ->check(CLI::Validator(
            [](const std::string& prefix) {
                const bool good = prefix.empty() || (prefix.starts_with('/') && !prefix.ends_with('/'));
                return good ? std::string() : "'" + prefix + "' must begin with / and not end with it, as /ml";
            },
            ""))
        ->envname("MLFLOW_STATIC_PREFIX")
        ->group("Network");
    command
        .add_option("--ui-dir", arguments.ui_dir,
                    "A folder with a web UI to serve at /, such as mlflow/server/js/build of an installed MLflow.")
        ->envname("MLTRACK_UI_DIR")
        ->group("Network");
}

/// How much of clients a server bears.
void add_limit_options(CLI::App& command, server_arguments& arguments)
{
    command
        .add_option("--max-request-bytes", arguments.max_request_bytes,
                    "The longest request body; artifacts have no limit.")
        ->check(at_least_one())
        ->capture_default_str()
        ->group("Network");
    command
        .add_option("--max-waiting-bytes", arguments.max_waiting_bytes,
                    "Bytes of requests that wait to be written to the database; more are answered 429.")
        ->check(at_least_one())
        ->capture_default_str()
        ->group("Network");
    command
        .add_option("--max-body-memory", arguments.max_body_memory,
                    "Bytes of memory for all request bodies that are held at a time, without the first 16 KiB of each; "
                    "one that has no room is answered 429. Artifacts need none.")
        ->check(at_least_one())
        ->capture_default_str()
        ->group("Network");
    command.add_option("--max-connections", arguments.max_connections, "Connections that are open at once; more wait.")
        ->check(at_least_one())
        ->capture_default_str()
        ->group("Network");
}

/// Times of connections, in seconds.
void add_time_options(CLI::App& command, server_arguments& arguments)
{
    const auto add = [&](const char* name, double& seconds, const char* text) {
        command.add_option(name, seconds, text)->check(some_seconds())->capture_default_str()->group("Network");
    };
    add("--idle-timeout", arguments.idle_timeout, "Seconds that a connection may stay open between two requests.");
    add("--header-timeout", arguments.header_timeout,
        "Seconds from the first byte of a request to the end of its header.");
    add("--body-timeout", arguments.body_timeout,
        "Seconds between two pieces of a request's body, or of an answer that the client takes.");
    add("--shutdown-grace", arguments.shutdown_grace,
        "Seconds that open requests have to finish when the server is told to end.");
}

void add_security_options(CLI::App& command, server_arguments& arguments)
{
    command
        .add_option("--allowed-hosts", arguments.allowed_hosts,
                    "Hosts that requests may name, between commas, in place of this machine's and private networks': "
                    "runs.example, 10.0.0.0/8, *.example:*, or * for all.")
        ->envname("MLFLOW_SERVER_ALLOWED_HOSTS")
        ->group("Security");
    command
        .add_option("--cors-allowed-origins", arguments.cors_allowed_origins,
                    "Origins whose web pages may use the server, between commas, beside this machine's: "
                    "https://ui.example, or * for all.")
        ->envname("MLFLOW_SERVER_CORS_ALLOWED_ORIGINS")
        ->group("Security");
    command
        .add_option("--x-frame-options", arguments.x_frame_options,
                    "Which pages may show the server's in a frame: SAMEORIGIN, DENY, or NONE to let all.")
        ->envname("MLFLOW_SERVER_X_FRAME_OPTIONS")
        ->capture_default_str()
        ->group("Security");
    command
        .add_flag("--disable-security-middleware", arguments.disable_security_middleware,
                  "Check neither hosts nor origins. Any web page that somebody opens may then use the server.")
        ->envname("MLFLOW_SERVER_DISABLE_SECURITY_MIDDLEWARE")
        ->group("Security");
}

} // namespace

void add_options(CLI::App& command, server_arguments& arguments)
{
    add_storage_options(command, arguments);
    add_network_options(command, arguments);
    add_limit_options(command, arguments);
    add_time_options(command, arguments);
    add_security_options(command, arguments);
    command
        .add_option("--access-log", arguments.access_log,
                    "Which answers are logged: none, faults (500 and above), failures (400 and above) or all.")
        ->transform(one_of({"none", "faults", "failures", "all"}))
        ->capture_default_str()
        ->group("Log");
    command.add_option("--log-format", arguments.log_format, "How stderr is written: text, or json, a line an event.")
        ->transform(one_of({"text", "json"}))
        ->capture_default_str()
        ->group("Log");
}

} // namespace mltrack::program
