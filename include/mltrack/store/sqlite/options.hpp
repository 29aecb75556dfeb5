#pragma once

#include <chrono>
#include <filesystem>

namespace mltrack::store {

/// Which SQLite file a store keeps its rows in, and how.
struct sqlite_options
{
    /// The database file, which is made when it is missing; its folder is there.
    std::filesystem::path file;

    /// How long to wait for other processes that write to the file; 0 = not at all.
    std::chrono::milliseconds busy_timeout = std::chrono::seconds(30);
};

} // namespace mltrack::store
