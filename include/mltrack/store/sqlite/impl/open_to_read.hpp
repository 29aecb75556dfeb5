#pragma once

#include <mltrack/schema/error.hpp>

#include <sqlite3.h>

#include <filesystem>
#include <string>
#include <system_error>

namespace mltrack::store::detail {

/// Whether there are transactions that may not be in a database file yet, only in its write-ahead log.
inline bool has_log(sqlite3* database)
{
    const auto* file = sqlite3_db_filename(database, "main");
    if (file == nullptr)
        return false;
    std::error_code failure;
    const auto size = std::filesystem::file_size(sqlite3_filename_wal(file), failure);
    return !failure && size != 0;
}

/// Whether there is an index of the log, so that somebody may have the file open and change it.
inline bool has_index(sqlite3* database)
{
    const auto* file = sqlite3_db_filename(database, "main");
    std::error_code failure;
    return file != nullptr && (std::filesystem::exists(std::string(file) + "-shm", failure) || failure);
}

/// A file for SQLite as one that nobody changes: it is read without locks, and without an index of its log.
inline std::string immutable_uri(const std::string& file)
{
    constexpr char digits[] = "0123456789ABCDEF";
    std::string uri = "file:";
    for (const char each : file) {
        const auto code = static_cast<unsigned char>(each);
        if (each == '%' || each == '?' || each == '#')
            uri.append({'%', digits[code >> 4], digits[code & 15]});
        else
            uri += each;
    }
    return uri + "?immutable=1";
}

/// Opens a file that is there, and does not write it; what SQLite says. The path is absolute.
///
/// A file that once had a write-ahead log is read by means of an index that SQLite makes beside it. Where it may not, a
/// file without a log and an index is read as one that nobody changes.
inline int open_to_read(const std::string& file, sqlite3*& database)
{
    const auto open = [&](const std::string& name, int flags) {
        sqlite3_close_v2(database);
        database = nullptr;
        const int opened =
            sqlite3_open_v2(name.c_str(), &database, flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
        // It is the first look at the file that needs the index.
        return opened != SQLITE_OK ? opened
                                   : sqlite3_exec(database, "PRAGMA schema_version", nullptr, nullptr, nullptr);
    };
    const int opened = open(file, 0);
    if ((opened & 0xff) != SQLITE_CANTOPEN)
        return SQLITE_OK; // What else is wrong is told by those who read.
    const bool is_open = sqlite3_db_filename(database, "main") != nullptr;
    return !is_open || has_log(database) || has_index(database) ? opened : open(immutable_uri(file), SQLITE_OPEN_URI);
}

/// Why a file was not opened by `open_to_read` that is not wrong itself.
inline error unreadable_log(const std::string& file, sqlite3* database)
{
    if (!has_log(database))
        return {errc::invalid_state, "the database file '" + file + "' has an index of its log, '" + file +
                                         "-shm', which SQLite cannot open: read it as a user who may open that, or "
                                         "read a copy, which mltrack db backup makes"};
    return {errc::invalid_state, "the database file '" + file + "' has changes in its log, '" + file +
                                     "-wal', and to read them SQLite makes a file '" + file +
                                     "-shm', which it may not: read it while a server that may write serves it, or "
                                     "read a copy, which mltrack db backup makes"};
}

} // namespace mltrack::store::detail
