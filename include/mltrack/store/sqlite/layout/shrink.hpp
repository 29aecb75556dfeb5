#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/store/sqlite/options.hpp>

#include <cstdint>

namespace mltrack::store {

/// How large a database file is, with its write-ahead log, and how much of it is unused.
struct file_usage
{
    std::uint64_t bytes = 0;
    std::uint64_t unused = 0; ///< Pages that hold nothing; new rows will use them.
};

/// How much room a database file takes; it is only read.
MLTRACK_DECL result<file_usage> read_file_usage(const sqlite_options& options);

/// Writes a database file anew without its unused pages (SQLite's VACUUM). Others may go on using it, with waits.
/// Errors: `resource_exhausted` with what is needed when the disk or the folder for temporary files has no room for it;
/// those of `store::sql`.
MLTRACK_DECL result<void> shrink(const sqlite_options& options);

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sqlite/layout/impl/shrink.ipp>
#endif
