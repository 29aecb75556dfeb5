#include "server/foreign_options.hpp"

#include "help/command_tree.hpp"
#include "help/value_source.hpp"
#include <mltrack/schema/error.hpp>

#include <optional>

namespace mltrack::program {
namespace {

enum class foreign_kind { flag, with_value };

struct description
{
    const char* name;
    foreign_kind kind;
    std::optional<const char*> variable;
    const char* why;
};

using enum foreign_kind;

constexpr description of_no_use[] = {
    {"--uvicorn-opts", with_value, "MLFLOW_UVICORN_OPTS", "there is no uvicorn here"},
    {"--gunicorn-opts", with_value, "MLFLOW_GUNICORN_OPTS", "there is no gunicorn here"},
    {"--waitress-opts", with_value, std::nullopt, "there is no waitress here"},
    {"--dev", flag, std::nullopt, "there is no code to reload"},
    {"--expose-prometheus", with_value, "MLFLOW_EXPOSE_PROMETHEUS", "/metrics is always served, and needs no folder"},
    {"--registry-store-uri", with_value, "MLFLOW_REGISTRY_STORE_URI", "there is no model registry here"},
    {"--trace-archival-config", with_value, "MLFLOW_TRACE_ARCHIVAL_CONFIG", "there are no traces here"},
    {"--secrets-cache-ttl", with_value, std::nullopt, "there are no secrets here"},
    {"--secrets-cache-max-size", with_value, std::nullopt, "there are no secrets here"},
    {"--disable-workspaces", flag, std::nullopt, "there are no workspaces here"},
};

constexpr description not_there[] = {
    {"--app-name", with_value, std::nullopt,
     "mltrack has no user accounts: put a proxy that asks for them in front (docs/deploy.md)"},
    {"--enable-workspaces", flag, "MLFLOW_ENABLE_WORKSPACES", "mltrack has no workspaces: run a server for each"},
    {"--workspace-store-uri", with_value, "MLFLOW_WORKSPACE_STORE_URI",
     "mltrack has no workspaces: run a server for each"},
    {"--read-replica-backend-store-uri", with_value, "MLFLOW_READ_REPLICA_BACKEND_STORE_URI",
     "mltrack reads from the database of --backend-store-uri alone"},
};

/// Adds an option that help leaves out.
const CLI::Option* add(CLI::App& command, const description& what)
{
    const auto text = std::string(what.why) + '.';
    auto* option = what.kind == flag
                       ? command.add_flag(what.name, text)
                       : command.add_option_function<std::string>(what.name, [](const std::string&) {}, text);
    if (what.variable)
        option->envname(*what.variable);
    return option->group("");
}

/// Whether it was given, by the command line or by a variable that does not say no.
bool is_given(const CLI::Option& option)
{
    return option.count() != 0 && (takes_value(option) || option.as<bool>());
}

} // namespace

foreign_options::foreign_options(CLI::App& command) : command_(command)
{
    for (const auto& each : of_no_use)
        ignored_.push_back({add(command, each), each.why});
    for (const auto& each : not_there)
        missing_.push_back({add(command, each), each.why});
}

std::string foreign_options::written(const CLI::Option& option) const
{
    const auto name = spellings(option).front();
    return is_from_environment(command_, option) ? option.get_envname() + " (" + name + ")" : name;
}

void foreign_options::check(log& log) const
{
    for (const auto& [option, why] : missing_)
        if (is_given(*option))
            throw exception(error{errc::invalid_parameter_value, written(*option) + ": " + why});
    for (const auto& [option, why] : ignored_)
        if (is_given(*option))
            log.warn(written(*option) + " is ignored: " + why);
}

} // namespace mltrack::program
