#pragma once

#include <mltrack/store/sql/store.hpp>
#include <mltrack/store/sqlite.hpp>
#include <mltrack/store/sqlite/driver.hpp>

#include <string>
#include <system_error>
#include <utility>

namespace mltrack::store {
namespace detail {

/// The absolute path of a database file that can be opened or made. An absolute one is a path to SQLite and nothing
/// else: neither `:memory:` nor a URI.
inline result<std::filesystem::path> database_path(const std::filesystem::path& file)
{
    const auto refuse = [](std::string why) { return error{errc::invalid_parameter_value, std::move(why)}; };
    if (file.empty())
        return refuse("no database file is named: give the path of one, which is made if it is missing");
    if (file == ":memory:")
        return refuse("':memory:' is a database of one connection, but a store needs several: name a file (one in "
                      "/dev/shm stays in memory), or use mltrack::store::memory in your own program");
    std::error_code failed;
    auto path = std::filesystem::absolute(file, failed);
    if (failed)
        return error{errc::internal_error, "the database file '" + file.string() + "': " + failed.message()};
    if (std::filesystem::is_directory(path, failed))
        return refuse("the database file '" + path.string() + "' is a folder: name a file in it, as '" +
                      (path / "mltrack.db").string() + "'");
    if (!std::filesystem::exists(path.parent_path(), failed) && !failed)
        return refuse("the folder of the database file '" + path.string() +
                      "' is not there: make it first: mkdir -p '" + path.parent_path().string() + "'");
    return path;
}

/// Refuses a file that a store which only reads would have to make.
inline result<void> check_there(const std::filesystem::path& file)
{
    std::error_code failed;
    const auto size = std::filesystem::file_size(file, failed);
    if (!failed && size != 0)
        return {};
    return error{errc::invalid_parameter_value, "the database file '" + file.string() + "' " +
                                                    (failed ? "cannot be read: " + failed.message() : "is empty") +
                                                    ". Who only reads makes no database: name one that is there"};
}

} // namespace detail

MLTRACK_DECL result<std::shared_ptr<sqlite>> sqlite::open(sqlite_options options)
{
    using store = sql<sqlite_driver>;
    MLTRACK_TRY(options.file, detail::database_path(options.file));
    if (options.read_only)
        MLTRACK_CHECK(detail::check_there(options.file));
    MLTRACK_TRY(auto opened, store::open(std::move(options)));
    return std::make_shared<erased<store, sqlite>>(std::move(opened));
}

} // namespace mltrack::store
