#include "console/json.hpp"
#include "console/progress.hpp"
#include "console/table.hpp"
#include "db/commands.hpp"
#include "db/database.hpp"
#include <mltrack/store/sqlite/check/check.hpp>

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace mltrack::program {
namespace {

using store::database_problem;

struct check_command_options : database_options
{
    bool repair = false;
    bool json = false;
};

/// The bars of a check, one for each thing that is checked.
class check_progress
{
public:
    void reach(std::string_view what, std::uint64_t done, std::uint64_t total)
    {
        if (!shown_ || what != what_) {
            what_ = what;
            shown_.reset();
            shown_.emplace(what_, progress::unit::metrics);
        }
        shown_->reach(done, total);
    }

private:
    std::string what_;
    std::optional<progress> shown_;
};

void print(const database_problem& problem)
{
    std::cout << printable(problem.what) << ": ";
    if (problem.is_mended)
        std::cout << "mended: " << printable(problem.outcome);
    else if (problem.is_mendable)
        std::cout << "--repair " << problem.remedy;
    else
        std::cout << printable(problem.remedy);
    std::cout << '\n';
}

void print_json(const std::string& file, const std::vector<database_problem>& problems)
{
    std::cout << to_json_object([&](auto& json) {
        json.member("file", file);
        json.key("problems");
        json.array([&] {
            for (const auto& each : problems)
                json.object([&] {
                    json.member("what", each.what);
                    json.member("remedy", each.remedy);
                    json.key("mendable");
                    json.boolean(each.is_mendable);
                    json.key("mended");
                    json.boolean(each.is_mended);
                });
        });
    }) << '\n';
}

void check(const check_command_options& options)
{
    const auto file = file_of(options);
    std::vector<database_problem> problems;
    {
        check_progress shown;
        const auto tell = [&](auto what, auto done, auto total) { shown.reach(what, done, total); };
        auto checked = store::check_database({.file = file}, {.repair = options.repair, .on_progress = tell});
        if (checked.has_error() && options.json)
            print_json(file.string(), {{checked.error().message, "nothing else was checked", {}, false}});
        problems = std::move(checked).value();
    }
    if (options.json)
        print_json(file.string(), problems);
    else
        std::for_each(problems.begin(), problems.end(), print);
    const auto left = std::count_if(problems.begin(), problems.end(), [](const auto& each) { return !each.is_mended; });
    if (left != 0)
        throw exception(error{errc::invalid_state,
                              "the database file '" + file.string() + "' has problems: " + std::to_string(left)});
    if (!options.json)
        std::cout << (problems.empty() ? "No problems.\n" : "No problems are left.\n");
}

} // namespace

void add_check_command(CLI::App& group)
{
    auto [command, options] = add_database_verb<check_command_options>(
        group, "check", "Look for what is wrong in a database, and mend it.", check);
    add_uri(command, options);
    command.add_flag("--repair", options.repair, "Mend what can be mended; without it the file is only read.");
    command.add_flag("--json", options.json, "Print the answer as JSON.");
}

} // namespace mltrack::program
