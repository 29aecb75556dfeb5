#pragma once

#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sqlite/connection.hpp>
#include <mltrack/store/sqlite/impl/ask.hpp>
#include <mltrack/store/sqlite/layout/shrink.hpp>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace mltrack::store {
namespace detail {

/// Where SQLite puts its temporary files. Source: unixTempFileDir in SQLite's os_unix.c.
inline std::filesystem::path temporary_files()
{
    for (const auto* variable : {"SQLITE_TMPDIR", "TMPDIR"})
        if (const auto* folder = std::getenv(variable); folder != nullptr && *folder != '\0')
            return folder;
    return "/var/tmp";
}

inline result<std::uint64_t> used_bytes(sqlite_connection& connection)
{
    MLTRACK_TRY(const auto pages, ask_whole(connection, "PRAGMA page_count"));
    MLTRACK_TRY(const auto unused, ask_whole(connection, "PRAGMA freelist_count"));
    MLTRACK_TRY(const auto size, ask_whole(connection, "PRAGMA page_size"));
    return static_cast<std::uint64_t>((pages - unused) * size);
}

/// The new file is made among the temporary ones and goes through the write-ahead log into the old one.
inline result<void> check_room(const std::filesystem::path& file, std::uint64_t bytes)
{
    const auto check = [&](const std::filesystem::path& folder, std::uint64_t needed) -> result<void> {
        std::error_code unknown;
        const auto room = std::filesystem::space(folder, unknown).available;
        if (unknown || room >= needed)
            return {};
        return error{errc::resource_exhausted, "the database file '" + file.string() +
                                                   "' keeps its size: to make it smaller takes " +
                                                   std::to_string(needed) + " bytes in '" + folder.string() +
                                                   "', where " + std::to_string(room) + " are free. Make room"};
    };
    const auto folder = file.parent_path();
    const auto other = temporary_files();
    std::error_code unknown;
    MLTRACK_CHECK(check(other, bytes));
    const bool is_one_disk =
        std::filesystem::space(folder, unknown).capacity == std::filesystem::space(other, unknown).capacity;
    return check(folder, is_one_disk ? 2 * bytes : bytes);
}

} // namespace detail

MLTRACK_DECL result<file_usage> read_file_usage(const sqlite_options& options)
{
    file_usage usage;
    std::error_code missing;
    for (const auto* suffix : {"", "-wal"})
        if (const auto size = std::filesystem::file_size(options.file.string() + suffix, missing); !missing)
            usage.bytes += size;
    MLTRACK_TRY(auto connection, sqlite_connection::open(options, transaction_kind::read));
    MLTRACK_TRY(const auto pages, detail::ask_whole(connection, "PRAGMA freelist_count"));
    MLTRACK_TRY(const auto size, detail::ask_whole(connection, "PRAGMA page_size"));
    usage.unused = static_cast<std::uint64_t>(pages * size);
    return usage;
}

MLTRACK_DECL result<void> shrink(const sqlite_options& options)
{
    MLTRACK_TRY(auto connection, sqlite_connection::open(options, transaction_kind::write));
    MLTRACK_TRY(const auto bytes, detail::used_bytes(connection));
    MLTRACK_CHECK(detail::check_room(options.file, bytes));
    MLTRACK_CHECK(relational::execute(connection, "VACUUM"));
    MLTRACK_CHECK(relational::execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)"));
    return {};
}

} // namespace mltrack::store
