#include "help/usage_errors.hpp"

#include "console/table.hpp"
#include "help/command_tree.hpp"
#include "help/value_source.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>

namespace mltrack::program {
namespace {

/// Commands of MLflow's that are not here.
constexpr std::string_view commands_of_mlflow[] = {
    "agent",
    "ai-commands",
    "assistant",
    "autolog",
    "crypto",
    "datasets",
    "db upgrade",
    "demo",
    "deployments",
    "doctor",
    "experiments update",
    "gateway",
    "mcp",
    "migrate-filestore",
    "models build-docker",
    "models generate-dockerfile",
    "models predict",
    "models prepare-env",
    "models serve",
    "models update-pip-requirements",
    "run",
    "runs link-traces",
    "sagemaker",
    "scorers",
    "skills",
    "traces",
};

bool is_of_mlflow(std::string_view command)
{
    return std::find(std::begin(commands_of_mlflow), std::end(commands_of_mlflow), command) !=
           std::end(commands_of_mlflow);
}

/// The command that the words lead to, and what comes after it.
struct place
{
    const CLI::App* command;
    std::string name;
    std::vector<std::string> rest;
};

place find_place(const CLI::App& program, const std::vector<std::string>& words)
{
    place at{&program, program.get_name(), {}};
    for (const auto& word : words) {
        const auto known = at.command->get_subcommands([&](const CLI::App* each) { return each->check_name(word); });
        if (known.empty() || !at.rest.empty()) {
            at.rest.push_back(word);
        } else {
            at.command = known.front();
            at.name += ' ' + word;
        }
    }
    return at;
}

std::string see_help(const place& at)
{
    return ": see " + at.name + " --help";
}

std::string missing_command(const place& at, const CLI::App& program)
{
    const auto word =
        std::find_if(at.rest.begin(), at.rest.end(), [](const auto& each) { return !each.starts_with('-'); });
    if (word == at.rest.end())
        return "Give a command" + see_help(at);
    if (at.name.ends_with(" db") && *word == "upgrade")
        return "mltrack does not have MLflow's 'upgrade': use mlflow's own, but convert a database in the compact "
               "layout "
               "first, by 'mltrack db layout mlflow URI' (docs/databases.md)";
    if (is_of_mlflow((at.name + ' ' + *word).substr(program.get_name().size() + 1)))
        return "mltrack does not have MLflow's '" + *word + "': use mlflow's own, it works on the same database";
    return '\'' + printable(*word) + "' is no command of " + at.name + see_help(at);
}

/// The option of a command that is spelled so.
const CLI::Option* find_option(const CLI::App& command, std::string_view spelling)
{
    for (const auto* option : command.get_options())
        for (const auto& each : spellings(*option))
            if (each == spelling)
                return option;
    return nullptr;
}

/// The first word that the command has no use for.
std::string stray_word(const place& at)
{
    for (const auto& word : at.rest)
        if (word.starts_with('-') && find_option(*at.command, word.substr(0, word.find('='))) == nullptr)
            return at.name + " does not know " + printable(word) + see_help(at);
    return at.name + " has no use for '" + (at.rest.empty() ? "" : printable(at.rest.back())) + "'" + see_help(at);
}

/// What an option of this spelling wants; empty when there is none.
std::string wanted_by(std::string_view spelling, const place& at)
{
    const auto* option = find_option(*at.command, spelling);
    return option == nullptr ? std::string() : "It says: " + option->get_description() + " See " + at.name + " --help";
}

/// `Could not convert: --port = x` with what the option wants.
std::optional<std::string> impossible_value(std::string_view text, const place& at)
{
    constexpr std::string_view start = "Could not convert: ";
    const auto equals = text.find(" = ");
    if (!text.starts_with(start) || equals == text.npos)
        return std::nullopt;
    const auto spelling = text.substr(start.size(), equals - start.size());
    const auto wanted = wanted_by(spelling, at);
    if (wanted.empty())
        return std::nullopt;
    return std::string(spelling) + ": '" + printable(text.substr(equals + 3)) + "' cannot be. " + wanted;
}

/// `--port: 1 required UINT missing`, and `--port: At Most 1 required but received 2`.
std::optional<std::string> wrong_count(const CLI::ParseError& error, std::string_view text, const place& at)
{
    if (error.get_exit_code() != static_cast<int>(CLI::ExitCodes::ArgumentMismatch))
        return std::nullopt;
    // CLI11 does not name one that help leaves out: it is the last word that was read.
    const auto named = text.substr(0, text.find(':'));
    const auto spelling = named.empty() && !at.rest.empty() ? at.rest.back() : std::string(named);
    const auto wanted = wanted_by(spelling, at);
    if (wanted.empty())
        return std::nullopt;
    const bool is_missing = text.ends_with("missing");
    return spelling + (is_missing ? " stands there without a value. " : " stands there more than once. ") + wanted;
}

/// What to say of it, but for where the value comes from.
std::string explain(const CLI::ParseError& error, const CLI::App& program, const place& at)
{
    const std::string_view text = error.what();
    if (error.get_name() == "RequiredError" && text.starts_with("A subcommand"))
        return missing_command(at, program);
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError))
        return stray_word(at);
    if (auto told = impossible_value(text, at))
        return *told;
    if (auto told = wrong_count(error, text, at))
        return *told;
    return printable(text) + (text.ends_with('.') ? " See " + at.name + " --help" : see_help(at));
}

} // namespace

std::string explain(const CLI::ParseError& error, const CLI::App& program, const std::vector<std::string>& words)
{
    return with_source(explain(error, program, find_place(program, words)), program);
}

} // namespace mltrack::program
