#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <filesystem>
#include <memory>
#include <string>

namespace mltrack::store {

/// Keeps other mltrack servers off what a store keeps its rows in, until the last copy is gone; it may be empty. MLflow
/// and programs that open the store without serving it are not kept out.
using server_lock = std::shared_ptr<void>;

/// Takes the lock of a database file, which is there. It is one of the operating system's on a file beside the
/// database, `<file>.mltrack-lock`, which holds the process id of the server and goes with the lock; of a process that
/// was killed it stays, unlocked. All paths that lead to the file by symbolic links mean the same lock.
/// Errors: `resource_conflict` when another server still has it after 0.2 s, whose process id the message names;
/// `internal_error` when the file beside the database cannot be written or is a symbolic link.
MLTRACK_DECL result<server_lock> lock_for_server(const std::filesystem::path& file);

/// The process id of the mltrack server that has the lock of a database file; empty when none has.
MLTRACK_DECL std::string server_of(const std::filesystem::path& file);

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/impl/server_lock.ipp>
#endif
