#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>

namespace mltrack::store {

/// How a copy of a database is made.
struct backup_options
{
    /// Whether a file that has the copy's name is replaced.
    bool replace = false;

    /// How much is copied before `on_progress` is asked again, in pages of the database; at least 1.
    int step_pages = 1024;

    /// How long to wait for other processes that write to the file; 0 = not at all.
    std::chrono::milliseconds busy_timeout = std::chrono::seconds(30);

    /// Told after each step how many bytes are copied and how many there are; the first number falls when the copy has
    /// to begin anew. False gives the copy up.
    std::function<bool(std::uint64_t done, std::uint64_t total)> on_progress;
};

/// Copies an SQLite database, whatever it holds, while other processes read and write it: the copy is one state of it.
/// With a write-ahead log they are not held up, and the copy is the state in which it began. Without one the copy
/// begins anew when somebody writes in between; once it has read twice the file, it takes the rest in one step, for
/// which writers wait.
///
/// The copy gets its name when it is complete and durable, so that no half a copy ever has that name; until then it is
/// a file beside it that goes away when the copy fails, but not when the process is killed.
///
/// Returns the size of the copy in bytes. Errors: `resource_does_not_exist` when there is no such database;
/// `resource_already_exists` when a file has the copy's name; `invalid_parameter_value` when the copy cannot stand
/// there; `invalid_state` when the file is no database; `cancelled` when it was given up; `temporarily_unavailable`
/// when the database stays locked; `internal_error` when a disk is full or cannot be written.
MLTRACK_DECL result<std::uint64_t> back_up(const std::filesystem::path& source, const std::filesystem::path& target,
                                           const backup_options& options = {});

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sqlite/impl/backup.ipp>
#endif
