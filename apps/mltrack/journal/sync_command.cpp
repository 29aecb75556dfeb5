#include "commands.hpp"
#include "console/json.hpp"
#include "console/progress.hpp"
#include "console/table.hpp"
#include "journal/commands.hpp"
#include "verb.hpp"
#include <mltrack/client/variables.hpp>

#include <iostream>
#include <map>
#include <memory>

namespace mltrack::program {
namespace {

struct sync_command_options
{
    std::string path;
    std::string tracking_uri; ///< Empty: where each journal says.
    std::string end_status;   ///< Empty: runs stay as they are.
    bool keep = false;
    bool json = false;
};

/// What became of one journal.
struct outcome
{
    std::string file;
    logging::sync_report report{};
    bool is_in_use = false;
    std::string problem{}; ///< Empty when its server has all of it.
};

/// Connections to the servers that the journals name.
class connections
{
public:
    explicit connections(const sync_command_options& options) : options_(options) {}

    tracking::any_tracking_api to(const std::filesystem::path& journal)
    {
        const auto uri = uri_of(journal);
        auto found = open_.find(uri);
        if (found == open_.end())
            found = open_.emplace(uri, open({.tracking_uri = uri})).first;
        return found->second;
    }

private:
    std::string uri_of(const std::filesystem::path& journal) const
    {
        if (!options_.tracking_uri.empty())
            return options_.tracking_uri;
        const auto file = logging::journal_file::open(journal, logging::journal_access::read).value();
        const auto summary = logging::summarize(file).value();
        if (!summary.header.tracking_uri.empty())
            return summary.header.tracking_uri;
        if (auto uri = calling::variable("MLFLOW_TRACKING_URI"); !uri.empty())
            return uri;
        throw exception({errc::invalid_parameter_value,
                         "'" + journal.string() + "' does not say where its run is: give --tracking-uri"});
    }

    const sync_command_options& options_;
    std::map<std::string, tracking::any_tracking_api> open_;
};

outcome sync_one(const std::filesystem::path& journal, connections& connections, const sync_command_options& options,
                 progress& shown)
{
    outcome outcome{.file = journal.string()};
    const auto told = [&](const logging::entry& entry, const error& why) {
        shown.hide();
        std::cerr << "mltrack: the server refused " << printable(logging::name_of(entry)) << ": "
                  << printable(why.message) << '\n';
    };
    const auto reached = [&](std::uint64_t dealt, std::uint64_t total) { shown.reach(dealt, total); };
    try {
        outcome.report = logging::sync(journal, connections.to(journal),
                                       {.keep = options.keep,
                                        .end_status = reflect::enum_value<schema::run_status>(options.end_status),
                                        .on_progress = reached,
                                        .on_refused = told})
                             .value();
    } catch (const exception& failed) {
        // Servers answer so as well.
        outcome.is_in_use = failed.code() == errc::resource_conflict && is_in_use(journal);
        outcome.problem = failed.error().message;
        return outcome;
    }
    const auto& damage = outcome.report.damage;
    if (damage.has_loss())
        outcome.problem = "it is damaged: " + std::to_string(damage.records) +
                          " records at least could not be read, the others are sent (see mltrack journal verify); "
                          "remove it when it is of no use";
    return outcome;
}

void print_json(const std::vector<outcome>& outcomes)
{
    std::cout << to_json_object([&](auto& json) {
        json.key("journals");
        json.array([&] {
            for (const auto& [file, report, is_in_use, problem] : outcomes)
                json.object([&] {
                    const auto number = [&](std::string_view name, std::uint64_t value) {
                        json.key(name);
                        json.integer(static_cast<std::int64_t>(value));
                    };
                    json.member("file", file);
                    json.member("run_id", report.run_id.value);
                    number("sent", report.sent);
                    number("known", report.known);
                    number("refused", report.refused);
                    json.key("run_ended");
                    json.boolean(report.ended);
                    json.key("removed");
                    json.boolean(report.removed);
                    json.key("in_use");
                    json.boolean(is_in_use);
                    json.member("problem", problem);
                });
        });
    }) << '\n';
}

std::string describe(const outcome& outcome)
{
    if (outcome.is_in_use)
        return "in use, left alone";
    if (!outcome.problem.empty())
        return "failed";
    return std::string(outcome.report.removed ? "removed" : "kept") + (outcome.report.ended ? ", run ended" : "");
}

void print(const std::vector<outcome>& outcomes)
{
    table shown({"Journal", "Run", "Sent", "There before", "Refused", "State"});
    for (const auto& each : outcomes) {
        const auto& report = each.report;
        shown.add({std::filesystem::path(each.file).filename().string(), report.run_id.value,
                   std::to_string(report.sent), std::to_string(report.known), std::to_string(report.refused),
                   describe(each)});
    }
    std::cout << shown;
    for (const auto& each : outcomes)
        if (!each.problem.empty() && !each.is_in_use)
            std::cerr << "mltrack: " << printable(each.file) << ": " << printable(each.problem) << '\n';
}

void run(const sync_command_options& options)
{
    connections connections(options);
    std::vector<outcome> outcomes;
    const auto journals = journals_at(options.path);
    for (const auto& each : journals) {
        const auto place = std::to_string(outcomes.size() + 1) + " of " + std::to_string(journals.size());
        progress shown("Journal " + place, progress::unit::records);
        outcomes.push_back(sync_one(each, connections, options, shown));
    }
    if (options.json)
        print_json(outcomes);
    else
        print(outcomes);
    std::size_t failed = 0;
    for (const auto& each : outcomes)
        failed += !each.problem.empty() && !each.is_in_use;
    if (failed != 0)
        throw exception({errc::invalid_state, std::to_string(failed) + " of " + std::to_string(outcomes.size()) +
                                                  " journals are still there: mend what is said above and repeat"});
}

} // namespace

void add_sync_command(CLI::App& program)
{
    const auto options = std::make_shared<sync_command_options>();
    auto& command =
        *program.add_subcommand("sync", "Bring the journals of loggers to their servers.")->group("Commands");
    command.set_help_flag("--help", "Print this help.");
    command.add_option("path", options->path, "A folder of journals, or a journal.")->required();
    command.add_option("--tracking-uri", options->tracking_uri,
                       "Where the runs are; if not given, where each journal says, or else MLFLOW_TRACKING_URI.");
    command
        .add_option("--end-status", options->end_status,
                    "End the runs that are still RUNNING then, as those of programs that were killed: FINISHED, FAILED "
                    "or KILLED.")
        ->transform(one_of({"FINISHED", "FAILED", "KILLED"}));
    command.add_flag("--keep", options->keep, "Keep journals whose server has all of them.");
    command.add_flag("--json", options->json, "Print the answer as JSON.");
    command.callback([options] { run(*options); });
}

} // namespace mltrack::program
