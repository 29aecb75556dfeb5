#pragma once

#include <mltrack/store/sql/ddl/schema.hpp>
#include <mltrack/store/sqlite/check/impl/check_work.hpp>

#include <algorithm>
#include <string>
#include <string_view>

/// @file
/// Whether the file is a whole SQLite database with MLflow's schema.

namespace mltrack::store::detail {

/// Whether a line of SQLite's integrity check speaks of an index, which is made anew from its table.
inline bool is_about_index(std::string_view line)
{
    return line.find("missing from index") != line.npos || line.find("entries in index") != line.npos ||
           line.find("non-unique entry in index") != line.npos;
}

/// Whether it speaks of a value that the schema does not allow, in a file that is whole.
inline bool is_about_value(std::string_view line)
{
    return line.starts_with("NULL value in ") || line.starts_with("CHECK constraint failed in ") ||
           line.find(" value in ") != line.npos;
}

inline void note_integrity(check_work& work, std::string_view line)
{
    const auto what = "SQLite says: " + std::string(line);
    if (is_about_index(line)) {
        work.note(what, {"makes all indexes anew", "made all indexes anew"});
    } else if (is_about_value(line)) {
        work.note_beyond_repair(what, "find the rows and correct or delete them");
    } else {
        work.stop();
        work.note_beyond_repair(what, "the file is damaged: stop what uses it and take the last backup, or save what "
                                      "can be read of a copy: sqlite3 COPY .recover | sqlite3 NEW");
    }
}

inline result<void> read_integrity(check_work& work, sqlite_connection& connection)
{
    MLTRACK_TRY(auto statement, connection.prepare("PRAGMA integrity_check(1000)"));
    return relational::for_each_row(statement, [&](auto& row) {
        auto text = row.text(0);
        while (!text.empty()) { // An answer may have several lines.
            const auto line = text.substr(0, text.find('\n'));
            if (line != "ok" && !line.starts_with("*** in database"))
                note_integrity(work, line);
            text.remove_prefix(std::min(line.size() + 1, text.size()));
        }
    });
}

inline result<void> find_damage(check_work& work, sqlite_connection& connection)
{
    work.tell("Reading the file");
    auto read = read_integrity(work, connection);
    if (read.has_value() || read.error().code != errc::internal_error)
        return read;
    work.stop();
    work.note_beyond_repair(read.error().message, "nothing else was checked");
    return {};
}

inline result<void> mend_indexes(check_work&, sqlite_connection& connection)
{
    MLTRACK_CHECK(relational::execute(connection, "REINDEX"));
    return {};
}

/// Whether the schema is MLflow's.
inline result<void> find_wrong_schema(check_work& work, sqlite_connection& connection)
{
    const auto is_there = relational::has_schema(work.driver, connection);
    if (is_there.has_error()) {
        if (is_there.error().code != errc::invalid_state)
            return is_there.error();
        work.stop();
        work.note_beyond_repair(is_there.error().message, "nothing else was checked");
        return {};
    }
    if (!*is_there) {
        work.stop();
        work.note_beyond_repair(work.driver.description() + " is empty", "a server that uses it makes the schema");
    }
    return {};
}

inline result<void> mend_nothing(check_work&, sqlite_connection&)
{
    return {};
}

} // namespace mltrack::store::detail
