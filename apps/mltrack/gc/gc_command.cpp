#include "commands.hpp"
#include "console/table.hpp"
#include "gc/purge.hpp"
#include <mltrack/codec/split_list.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/uri.hpp>

#include <filesystem>
#include <iostream>
#include <memory>
#include <unistd.h>

namespace mltrack::program {
namespace {

struct gc_options
{
    std::string backend_store_uri = "sqlite:///mlflow.db";
    std::string tracking_uri;
    std::string artifacts_destination;
    std::string older_than;
    std::string run_ids;
    std::string experiment_ids;
    std::string model_ids;
    bool dry_run = false;
    bool yes = false;
    bool json = false;
};

/// The database, which must be there.
result<std::shared_ptr<store::sqlite>> open_store(const std::string& uri)
{
    MLTRACK_TRY(const auto file, store::sqlite_file(uri));
    if (std::error_code failure; !std::filesystem::exists(file, failure))
        return error{errc::resource_does_not_exist,
                     "There is no database at '" + file.string() + "': say where it is with --backend-store-uri"};
    return store::sqlite::open({.file = file});
}

purge_request request_of(const gc_options& options)
{
    purge_request request{.runs = codec::split_list(options.run_ids),
                          .experiments = codec::split_list(options.experiment_ids),
                          .models = codec::split_list(options.model_ids),
                          .older_than = options.older_than};
    if (!options.older_than.empty())
        request.limit = schema::unix_ms(schema::unix_ms::now().value - parse_age(options.older_than));
    return request;
}

/// Whether each kind of location that occurs can be removed.
result<void> check_places(const selection& selected, const artifact_removal& artifacts)
{
    for (const auto& run : selected.runs)
        MLTRACK_CHECK(artifacts.check(run.info.artifact_uri));
    for (const auto& kept : selected.models)
        MLTRACK_CHECK(artifacts.check(kept.model.info.artifact_uri));
    for (const auto& experiment : selected.experiments) {
        for (const auto& run : experiment.runs)
            MLTRACK_CHECK(artifacts.check(run.info.artifact_uri));
        for (const auto& kept : experiment.models)
            MLTRACK_CHECK(artifacts.check(kept.model.info.artifact_uri));
    }
    return {};
}

/// Asks who sits at the terminal; scripts have none and are not asked.
bool is_confirmed(const gc_options& options, const selection& selected)
{
    if (options.yes || ::isatty(STDIN_FILENO) == 0 || ::isatty(STDERR_FILENO) == 0)
        return true;
    std::cerr << "Remove " << counts_of(selected) << " for good? [y/N] " << std::flush;
    std::string answer;
    std::getline(std::cin, answer);
    return answer == "y" || answer == "Y" || answer == "yes";
}

void gc(const gc_options& options)
{
    const auto request = request_of(options);
    const auto store = open_store(options.backend_store_uri).value();
    const auto selected = select_trash(*store, store->find_trash().value(), request).value();
    if (options.dry_run) {
        options.json ? print_json(selected, {}, true) : print_table(selected);
        return;
    }
    artifact_removal artifacts(options.tracking_uri, options.artifacts_destination);
    check_places(selected, artifacts).value();
    if (!is_empty(selected) && !is_confirmed(options, selected))
        throw exception(error{errc::invalid_state, "nothing was removed"});
    purge work(*store, artifacts, options.json);
    work.remove(selected);
    if (options.json)
        print_json(work.removed(), work.failures(), false);
    else if (is_empty(selected))
        std::cout << "There is nothing to remove.\n";
    if (!work.failures().empty())
        throw exception(error{errc::invalid_state, std::to_string(work.failures().size()) +
                                                       " of these could not be removed and can be found in the trash "
                                                       "again; all else is done"});
}

/// Options of MLflow's that ask for what is not here; help leaves them out.
void add_foreign_options(CLI::App& command)
{
    const auto refuse = [](const char* option, const char* why) {
        throw exception(error{errc::invalid_parameter_value,
                              std::string(option) + ": " + why + ", which works on the same database"});
    };
    constexpr const char* jobs = "mltrack keeps no jobs: use mlflow gc";
    constexpr const char* workspaces = "mltrack has no workspaces but the one named default: use mlflow gc";
    command.add_flag_callback("--jobs", [=] { refuse("--jobs", jobs); }, jobs)->group("");
    command.add_option_function<std::string>(
               "--job-ids", [=](const std::string&) { refuse("--job-ids", jobs); }, jobs)
        ->group("");
    command
        .add_option_function<std::string>(
            "--workspace",
            [=](const std::string& name) {
                if (name != "default")
                    refuse("--workspace", workspaces);
            },
            workspaces)
        ->envname("MLFLOW_WORKSPACE")
        ->group("");
    command.add_flag_callback(
               "--all-workspaces", [=] { refuse("--all-workspaces", workspaces); }, workspaces)
        ->group("");
}

void add_choices(CLI::App& command, gc_options& options)
{
    command.add_option("--older-than", options.older_than,
                       "Only what was deleted longer ago than this, as 30d, 1d2h3m4s or 1.5h.");
    command.add_option("--run-ids", options.run_ids,
                       "Deleted runs, between commas. Once ids of any kind are given, nothing else is removed.");
    command.add_option("--experiment-ids", options.experiment_ids,
                       "Deleted experiments, between commas, with all of their runs and logged models.");
    command.add_option("--logged-model-ids", options.model_ids, "Deleted logged models, between commas.");
    command.add_flag("--dry-run", options.dry_run, "List what would be removed, and remove nothing.");
    command.add_flag("-y,--yes", options.yes, "Remove without asking; without a terminal nobody is asked.");
    command.add_flag("--json", options.json, "Print what was removed as JSON.");
}

} // namespace

void add_gc_command(CLI::App& program)
{
    auto options = std::make_shared<gc_options>();
    auto& command =
        *program.add_subcommand("gc", "Remove deleted runs, experiments and models for good, with artifacts.")
             ->group("Commands");
    command.set_help_flag("--help", "Print this help.");
    command.add_option("--backend-store-uri", options->backend_store_uri, "The database, as sqlite:///FILE.")
        ->envname("MLFLOW_BACKEND_STORE_URI")
        ->capture_default_str();
    command
        .add_option("--artifacts-destination", options->artifacts_destination,
                    "The folder where the server keeps the artifacts that it serves.")
        ->envname("MLFLOW_ARTIFACTS_DESTINATION");
    command
        .add_option("--tracking-uri", options->tracking_uri,
                    "http://HOST:PORT of the server through which the artifacts that it serves are removed, in place "
                    "of the folder.")
        ->envname("MLFLOW_TRACKING_URI");
    add_choices(command, *options);
    add_foreign_options(command);
    command.callback([options] { gc(*options); });
}

} // namespace mltrack::program
