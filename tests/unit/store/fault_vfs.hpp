#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <mutex>
#include <string>

namespace mltrack::test {

/// What SQLite asks of the operating system and may not get.
enum class file_operation {
    write, ///< Of some bytes, or of a file's length.
    sync,
    open,
};

/// Which operations fail: the one of this number, from 1, since it was armed, and all of its kind after it when it
/// persists.
struct fault
{
    file_operation operation;
    int number;
    int code; ///< SQLITE_FULL, SQLITE_IOERR_WRITE…
    bool persists = false;
};

/// SQLite's way to the files of this process, as long as it lives: that of the operating system, in which operations
/// fail as asked for, and which may keep images of the files as they were last synced.
///
/// Thread safety: SQLite calls it from any thread. There is one at a time.
class fault_vfs
{
public:
    fault_vfs();
    ~fault_vfs();
    fault_vfs(const fault_vfs&) = delete;
    fault_vfs& operator=(const fault_vfs&) = delete;

    /// From now on the fault happens.
    void arm(const fault& wanted);

    /// Nothing fails any more; whether something did.
    bool disarm();

    /// From now on `folder` has each file of SQLite's as it was when it was last synced: what a power cut would leave
    /// in the worst case. The files that are there already count as synced.
    void keep_images(std::filesystem::path folder, const std::filesystem::path& database);

    /// What SQLite calls, for the functions in fault_vfs.cpp.
    struct hooks;

private:
    int outcome(file_operation operation);
    void synced(const std::filesystem::path& file);
    void deleted(const std::filesystem::path& file);

    sqlite3_vfs* system_;
    sqlite3_vfs registered_;
    std::mutex mutex_;
    fault fault_ = {};
    bool armed_ = false;
    bool happened_ = false;
    int count_ = 0;
    std::filesystem::path images_;
};

} // namespace mltrack::test
