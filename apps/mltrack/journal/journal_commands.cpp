#include "commands.hpp"
#include "console/json.hpp"
#include "console/table.hpp"
#include "journal/commands.hpp"
#include "verb.hpp"

#include <iostream>
#include <memory>

namespace mltrack::program {
namespace {

using logging::journal_access;
using logging::journal_file;
using logging::journal_summary;

struct journal_options
{
    std::string path;
    bool json = false;
};

/// What is known of a journal.
struct journal_state
{
    std::string file;
    journal_summary summary{};
    bool is_in_use = false;
    std::string problem{}; ///< Why it cannot be read at all; empty when it can.
};

journal_state state_of(const std::filesystem::path& path)
{
    journal_state state{.file = path.string()};
    const auto file = journal_file::open(path, journal_access::read);
    auto summary = file ? logging::summarize(*file) : result<journal_summary>(file.error());
    if (!summary) {
        state.problem = summary.error().message;
        return state;
    }
    state.summary = *std::move(summary);
    state.is_in_use = is_in_use(path);
    return state;
}

std::string describe(const journal_state& state)
{
    if (!state.problem.empty())
        return "cannot be read";
    const auto& damage = state.summary.damage;
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : "; ") + part; };
    if (state.is_in_use)
        add("in use by process " + std::to_string(state.summary.header.process_id));
    if (damage.has_loss())
        add("DAMAGED: " + std::to_string(damage.bytes) + " bytes and " + std::to_string(damage.records) +
            " records cannot be read");
    if (state.summary.is_header_lost)
        add("its header is lost, the run is the one that the file is named after");
    // What a logger is just writing looks the same.
    if (damage.torn_bytes != 0 && !state.is_in_use)
        add("the last write was broken off, " + std::to_string(damage.torn_bytes) + " bytes");
    return text.empty() ? "whole" : text;
}

void write_json(codec::json::writer& json, const journal_state& state)
{
    const auto& [header, is_header_lost, end, records, last_number, size, damage] = state.summary;
    const auto number = [&](std::string_view name, std::uint64_t value) {
        json.key(name);
        json.integer(static_cast<std::int64_t>(value));
    };
    json.member("file", state.file);
    json.member("run_id", header.run_id.value);
    json.member("tracking_uri", header.tracking_uri);
    json.member("experiment_name", header.experiment_name);
    json.member("run_name", header.run_name);
    number("records", records);
    number("last_number", last_number);
    number("bytes", size);
    number("damaged_bytes", damage.bytes);
    number("damaged_records", damage.records);
    number("torn_bytes", damage.torn_bytes);
    json.key("in_use");
    json.boolean(state.is_in_use);
    json.key("header_lost");
    json.boolean(is_header_lost);
    json.member("problem", state.problem);
}

void print_json(const std::vector<journal_state>& states)
{
    std::cout << to_json_object([&](auto& json) {
        json.key("journals");
        json.array([&] {
            for (const auto& each : states)
                json.object([&] { write_json(json, each); });
        });
    }) << '\n';
}

std::vector<journal_state> states_at(const std::string& path)
{
    std::vector<journal_state> states;
    for (const auto& each : journals_at(path))
        states.push_back(state_of(each));
    return states;
}

/// Says of each file that cannot be read why, and refuses it when all others were dealt with: `what` stands before, of
/// those that can be read.
void refuse_unreadable(const std::vector<journal_state>& states, std::string what = {})
{
    std::size_t unreadable = 0;
    for (const auto& each : states)
        if (!each.problem.empty()) {
            ++unreadable;
            std::cerr << "mltrack: " << printable(each.file) << ": " << printable(each.problem) << '\n';
        }
    if (unreadable != 0)
        what += (what.empty() ? "" : "; ") + std::to_string(unreadable) + " of " + std::to_string(states.size()) +
                " files cannot be read as journals: mend what is said above";
    if (!what.empty())
        throw exception({errc::invalid_state, what});
}

void print_table(const std::vector<journal_state>& states)
{
    table shown({"Journal", "Run", "Records", "Bytes", "Server", "State"});
    for (const auto& each : states) {
        const auto& header = each.summary.header;
        shown.add({std::filesystem::path(each.file).filename().string(),
                   !each.problem.empty()   ? ""
                   : header.run_id.empty() ? "not made, in '" + header.experiment_name + "'"
                                           : header.run_id.value,
                   std::to_string(each.summary.records), std::to_string(each.summary.size), header.tracking_uri,
                   describe(each)});
    }
    std::cout << shown;
}

void list(const journal_options& options)
{
    const auto states = states_at(options.path);
    options.json ? print_json(states) : print_table(states);
    refuse_unreadable(states);
}

void verify(const journal_options& options)
{
    const auto states = states_at(options.path);
    std::size_t damaged = 0;
    for (const auto& each : states)
        damaged += each.summary.damage.has_loss();
    if (options.json)
        print_json(states);
    else
        for (const auto& each : states)
            std::cout << printable(each.file) << ": "
                      << (each.problem.empty() ? std::to_string(each.summary.records) + " records, " : "")
                      << describe(each) << '\n';
    refuse_unreadable(states,
                      damaged == 0
                          ? ""
                          : std::to_string(damaged) + " of " + std::to_string(states.size()) +
                                " journals are damaged; mltrack sync brings what can be read of them, and keeps them");
}

void print_records(const journal_state& state)
{
    static constexpr const char* kinds[] = {"metric", "param", "tag"};
    const auto file = journal_file::open(state.file, journal_access::read).value();
    logging::journal_reader reader(file);
    std::vector<logging::entry> entries;
    for (bool more = true; more; entries.clear()) {
        more = reader.read(state.summary.size, entries).value();
        for (const auto& each : entries)
            std::visit(
                [&](const auto& what) {
                    std::cout << R"({"number":)" << each.number << R"(,")" << kinds[each.what.index()] << R"(":)"
                              << codec::json::encode(what) << "}\n";
                },
                each.what);
    }
}

/// A line of JSON for each record.
void cat(const journal_options& options)
{
    const auto states = states_at(options.path);
    for (const auto& each : states)
        if (each.problem.empty())
            print_records(each);
    refuse_unreadable(states);
}

void add(CLI::App& group, const std::string& name, const std::string& description, bool has_json,
         void (*run)(const journal_options&))
{
    const auto options = std::make_shared<journal_options>();
    auto& command = *group.add_subcommand(name, description)->group("Commands");
    command.set_help_flag("--help", "Print this help.");
    command.add_option("path", options->path, "A folder of journals, or a journal.")->required();
    if (has_json)
        command.add_flag("--json", options->json, "Print the answer as JSON.");
    command.callback([options, run] { run(*options); });
}

} // namespace

std::vector<std::filesystem::path> journals_at(const std::string& path)
{
    std::error_code failure;
    if (std::filesystem::is_directory(path, failure))
        return logging::journals_in(path).value();
    if (!std::filesystem::exists(path, failure))
        throw exception({errc::resource_does_not_exist, "there is no folder and no journal '" + path + "'"});
    return {path};
}

bool is_in_use(const std::filesystem::path& journal)
{
    const auto locked = journal_file::open(journal, journal_access::lock);
    return locked.has_error() && locked.error().code == errc::resource_conflict;
}

void add_journal_commands(CLI::App& program)
{
    auto& group = add_group(program, "journal", "Look into the journals of loggers.");
    add(group, "ls", "List journals: their runs, how much is in them, and who uses them.", true, list);
    add(group, "verify", "Read journals and say what in them is damaged; exit code 1 when something is.", true, verify);
    add(group, "cat", "Print the records of journals, a line of JSON each.", false, cat);
}

} // namespace mltrack::program
