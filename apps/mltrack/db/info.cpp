#include "console/json.hpp"
#include "console/table.hpp"
#include "db/commands.hpp"
#include "db/database.hpp"
#include <mltrack/store/server_lock.hpp>
#include <mltrack/store/sql/ddl/schema.hpp>
#include <mltrack/store/sqlite/driver.hpp>
#include <mltrack/store/sqlite/layout/conversion.hpp>

#include <filesystem>
#include <iostream>

namespace mltrack::program {
namespace {

namespace fs = std::filesystem;

/// What is asked of a database, and how the answer is named.
struct fact
{
    const char* name;
    const char* sql;
};

constexpr fact facts[] = {
    {"experiments", "SELECT count(*) FROM experiments WHERE lifecycle_stage = 'active'"},
    {"deleted_experiments", "SELECT count(*) FROM experiments WHERE lifecycle_stage = 'deleted'"},
    {"runs", "SELECT count(*) FROM runs WHERE lifecycle_stage = 'active'"},
    {"deleted_runs", "SELECT count(*) FROM runs WHERE lifecycle_stage = 'deleted'"},
    {"metrics", "SELECT count(*) FROM metrics"},
    {"params", "SELECT count(*) FROM params"},
    {"tags", "SELECT count(*) FROM tags"},
};

struct report
{
    std::string file;
    std::uint64_t bytes = 0;
    std::string revision;
    std::string layout; ///< Of metrics; empty: none.
    std::string server; ///< The process id of the mltrack server on it; empty: none.
    std::vector<std::pair<std::string, std::int64_t>> counts;
};

result<report> inspect(const fs::path& file)
{
    std::error_code failure;
    report found;
    found.file = fs::absolute(file).lexically_normal().string();
    found.server = store::server_of(file);
    for (const auto& part : {found.file, found.file + "-wal"})
        if (const auto size = fs::file_size(part, failure); !failure)
            found.bytes += size;
    const store::sqlite_driver driver({.file = found.file});
    MLTRACK_TRY(auto connection, driver.connect(store::transaction_kind::read));
    MLTRACK_TRY(const bool is_ours, store::relational::has_schema(driver, connection));
    found.revision = is_ours ? store::relational::schema_revision : "none: the file is empty";
    if (!is_ours)
        return found;
    MLTRACK_TRY(const auto status, store::read_layout_status({.file = found.file}));
    found.layout = store::name_of(status.layout);
    if (status.target)
        found.layout += ", conversion to " + std::string(store::name_of(*status.target)) + " not complete";
    for (const auto& [name, sql] : facts) {
        MLTRACK_TRY(auto counting, connection.prepare(sql));
        MLTRACK_CHECK(counting.next());
        found.counts.emplace_back(name, counting.whole(0));
    }
    return found;
}

void print_json(const report& found)
{
    std::cout << to_json_object([&](auto& json) {
        json.member("file", found.file);
        json.key("bytes");
        json.integer(static_cast<std::int64_t>(found.bytes));
        json.member("revision", found.revision);
        if (!found.layout.empty())
            json.member("layout", found.layout);
        if (!found.server.empty())
            json.member("server_process", found.server);
        for (const auto& [name, count] : found.counts) {
            json.key(name);
            json.integer(count);
        }
    }) << '\n';
}

void print_table(const report& found)
{
    table shown({"What", "Value"});
    shown.add({"file", found.file});
    shown.add({"bytes", std::to_string(found.bytes)});
    shown.add({"schema revision", found.revision});
    if (!found.layout.empty())
        shown.add({"layout of metrics", found.layout});
    shown.add({"served by", found.server.empty() ? "no mltrack server" : "process " + found.server});
    for (const auto& [name, count] : found.counts)
        shown.add({name, std::to_string(count)});
    std::cout << shown;
}

struct info_options : database_options
{
    bool json = false;
};

void info(const info_options& options)
{
    const auto found = inspect(file_of(options)).value();
    options.json ? print_json(found) : print_table(found);
}

} // namespace

void add_info_command(CLI::App& group)
{
    auto [command, options] =
        add_database_verb<info_options>(group, "info", "Tell what is in a database, and who serves it.", info);
    add_uri(command, options);
    command.add_flag("--json", options.json, "Print the answer as JSON.");
}

} // namespace mltrack::program
