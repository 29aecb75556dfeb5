#pragma once

#include <mltrack/schema/error.hpp>

#include <sqlite3.h>

#include <chrono>
#include <string>
#include <string_view>

namespace mltrack::store::detail {

/// The error for what SQLite said of a file.
inline error sqlite_failure(const std::string& file, int code, std::string_view text,
                            std::chrono::milliseconds busy_timeout)
{
    const auto where = "the database file '" + file + "'";
    const auto said = " (SQLite: " + std::string(text) + ", code " + std::to_string(code) + ")";
    switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
        return {errc::bad_request, "a constraint of " + where + " refuses this" + said};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {errc::temporarily_unavailable, where + " was locked by another program for more than " +
                                                   std::to_string(busy_timeout.count()) + " ms: try again later" +
                                                   said};
    case SQLITE_NOTADB:
        return {errc::invalid_state, where + " is no SQLite database: name another file" + said};
    case SQLITE_CORRUPT:
        return {errc::internal_error, where +
                                          " is damaged: stop what uses it and take the last backup, or save what "
                                          "can be read of a copy: sqlite3 COPY .recover | sqlite3 NEW" +
                                          said};
    case SQLITE_CANTOPEN:
        return {errc::internal_error, where + " cannot be opened: check its folder and the rights on both" + said};
    case SQLITE_READONLY:
        return {errc::internal_error, where + " cannot be written: check the rights on it and on its folder" + said};
    case SQLITE_FULL:
        return {errc::internal_error, where + " cannot grow: its disk is full" + said};
    default:
        return {errc::internal_error, where + " cannot be used" + said};
    }
}

} // namespace mltrack::store::detail
