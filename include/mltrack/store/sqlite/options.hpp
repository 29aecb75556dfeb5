#pragma once

#include <chrono>
#include <filesystem>

namespace mltrack::store {

/// Which SQLite file a store keeps its rows in, and how.
struct sqlite_options
{
    /// The database file, which is made when it is missing, unless it is only read; its folder is there.
    std::filesystem::path file;

    /// How long to wait for other processes that write to the file; 0 = not at all.
    std::chrono::milliseconds busy_timeout = std::chrono::seconds(30);

    /// Whether the file is only read. It is not written then, and need not be writable; what would write is refused
    /// (`permission_denied`). To read a file with a write-ahead log SQLite makes an index beside it, `FILE-shm`. Where
    /// it may not, as in a folder that is not writable, a file without a log and index is read as one that never
    /// changes, which must be so, and one whose log holds changes, or whose index cannot be opened, is refused.
    bool read_only = false;

    /// How long one read of a store may take, which is a transaction: a search, a page of a history, the runs of an
    /// experiment. What takes longer is ended with `invalid_parameter_value`, since it would take as long again, and
    /// the next read is served as ever. 0 = as long as it needs; changes, and what a change reads, always may.
    std::chrono::milliseconds read_timeout = std::chrono::milliseconds(0);
};

} // namespace mltrack::store
