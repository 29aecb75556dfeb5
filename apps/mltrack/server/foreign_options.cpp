#include "server/foreign_options.hpp"

#include "command_tree.hpp"
#include <mltrack/schema/error.hpp>

namespace mltrack::program {
namespace {

struct description
{
    const char* name; ///< Of an option with a value; with `!` in front, of a flag.
    const char* variable;
    const char* why;
};

constexpr description of_no_use[] = {
    {"--uvicorn-opts", "MLFLOW_UVICORN_OPTS", "there is no uvicorn here"},
    {"--gunicorn-opts", "MLFLOW_GUNICORN_OPTS", "there is no gunicorn here"},
    {"--waitress-opts", "", "there is no waitress here"},
    {"!--dev", "", "there is no code to reload"},
    {"--expose-prometheus", "MLFLOW_EXPOSE_PROMETHEUS", "/metrics is always served, and needs no folder"},
    {"--registry-store-uri", "MLFLOW_REGISTRY_STORE_URI", "there is no model registry here"},
    {"--trace-archival-config", "MLFLOW_TRACE_ARCHIVAL_CONFIG", "there are no traces here"},
    {"--secrets-cache-ttl", "", "there are no secrets here"},
    {"--secrets-cache-max-size", "", "there are no secrets here"},
    {"!--disable-workspaces", "", "there are no workspaces here"},
};

constexpr description not_there[] = {
    {"--app-name", "", "mltrack has no user accounts: put a proxy that asks for them in front (docs/deploy.md)"},
    {"!--enable-workspaces", "MLFLOW_ENABLE_WORKSPACES", "mltrack has no workspaces: run a server for each"},
    {"--workspace-store-uri", "MLFLOW_WORKSPACE_STORE_URI", "mltrack has no workspaces: run a server for each"},
    {"--read-replica-backend-store-uri", "MLFLOW_READ_REPLICA_BACKEND_STORE_URI",
     "mltrack reads from the database of --backend-store-uri alone"},
};

const CLI::Option* add(CLI::App& command, const description& what, const std::string& group)
{
    const std::string_view name = what.name;
    const auto text = std::string(what.why) + '.';
    auto* option = name.starts_with('!')
                       ? command.add_flag(std::string(name.substr(1)), text)
                       : command.add_option_function<std::string>(std::string(name), [](const std::string&) {}, text);
    if (*what.variable != '\0')
        option->envname(what.variable);
    return option->group(group);
}

/// Whether it was given, by the command line or by a variable that says more than no.
bool is_given(const CLI::Option& option)
{
    return option.count() != 0 && option.as<std::string>() != "false";
}

} // namespace

foreign_options::foreign_options(CLI::App& command)
{
    for (const auto& each : of_no_use)
        ignored_.push_back({add(command, each, "Taken from MLflow's scripts, of no use here"), each.why});
    for (const auto& each : not_there)
        missing_.push_back({add(command, each, "Known from MLflow, refused"), each.why});
}

void foreign_options::check(log& log) const
{
    for (const auto& [option, why] : missing_)
        if (is_given(*option))
            throw exception(error{errc::invalid_parameter_value, spellings(*option).front() + ": " + why});
    for (const auto& [option, why] : ignored_)
        if (is_given(*option))
            log.warn(spellings(*option).front() + " is ignored: " + why);
}

} // namespace mltrack::program
