#pragma once

#include <mltrack/store/sqlite/impl/layered_file.hpp>

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace mltrack::store::detail {

/// A VFS for one connection that hands the write-ahead log to the system in large pieces. SQLite itself calls the
/// system twice for each page: that is most of the calls of a small transaction.
///
/// What is joined is written before a sync, and before anything else that asks for the file. With `synchronous=FULL`,
/// which this needs, SQLite syncs before it tells other connections of the pages. A write that fails then is told as
/// the failure of the sync.
///
/// Thread safety: as the connection's. It outlives the connection.
class joined_log
{
public:
    /// How much is joined. SQLite's own VFS takes less than 128 KiB at once.
    static constexpr std::size_t most = 64 << 10;

    joined_log() : system_(sqlite3_vfs_find(nullptr)), registered_{*system_, this}
    {
        registered_.szOsFile = file::size_over(*system_);
        registered_.zName = name_.c_str();
        registered_.pNext = nullptr;
        registered_.xOpen = open;
        sqlite3_vfs_register(&registered_, 0);
    }
    ~joined_log() { sqlite3_vfs_unregister(&registered_); }
    joined_log(const joined_log&) = delete;
    joined_log& operator=(const joined_log&) = delete;

    /// What `sqlite3_open_v2` knows it by.
    const char* name() const noexcept { return name_.c_str(); }

private:
    using file = layered_file<joined_log>;

    /// What belongs to the system's VFS stays in it, so that all but opening is done by that.
    struct registration : sqlite3_vfs
    {
        joined_log* owner;
    };

    static int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* opened, int flags, int* out)
    {
        auto& self = *static_cast<registration*>(vfs)->owner;
        if ((flags & SQLITE_OPEN_WAL) == 0)
            return self.system_->xOpen(self.system_, name, opened, flags, out);
        return file::open(self, *self.system_, methods, name, opened, flags, out);
    }

    static int write(sqlite3_file* log, const void* data, int size, sqlite3_int64 offset)
    {
        auto& self = *file::of(log).owner;
        const auto count = static_cast<std::size_t>(size);
        const auto end = self.offset_ + static_cast<sqlite3_int64>(self.joined_.size());
        if (offset != end || self.joined_.size() + count > most)
            if (const int code = self.flush(log); code != SQLITE_OK)
                return code;
        if (self.joined_.empty())
            self.offset_ = offset;
        self.joined_.append(static_cast<const char*>(data), count);
        return SQLITE_OK;
    }

    /// Writes what is joined. What could not be written is forgotten, as SQLite undoes the transaction.
    int flush(sqlite3_file* log)
    {
        if (joined_.empty())
            return SQLITE_OK;
        auto& below = file::of(log);
        const int code =
            below.lower_methods().xWrite(below.lower(), joined_.data(), static_cast<int>(joined_.size()), offset_);
        joined_.clear();
        return code;
    }

    /// Hands a call on after what is joined.
    template <auto Method>
    struct flushed;
    template <class... Arguments, int (*sqlite3_io_methods::*Method)(sqlite3_file*, Arguments...)>
    struct flushed<Method>
    {
        static int call(sqlite3_file* log, Arguments... arguments)
        {
            const int code = file::of(log).owner->flush(log);
            return code != SQLITE_OK ? code : file::template pass<Method>::call(log, arguments...);
        }
    };

    /// Closes the file, whatever becomes of what is joined: a transaction that was not synced counts for nothing.
    static int close(sqlite3_file* log)
    {
        file::of(log).owner->joined_.clear();
        return file::pass<&sqlite3_io_methods::xClose>::call(log);
    }

    static constexpr sqlite3_io_methods joining()
    {
        auto made = file::all_passed;
        made.xWrite = write;
        made.xClose = close;
        made.xRead = flushed<&sqlite3_io_methods::xRead>::call;
        made.xTruncate = flushed<&sqlite3_io_methods::xTruncate>::call;
        made.xSync = flushed<&sqlite3_io_methods::xSync>::call;
        made.xFileSize = flushed<&sqlite3_io_methods::xFileSize>::call;
        return made;
    }

    static const sqlite3_io_methods methods;

    const std::string name_ = "mltrack-" + std::to_string(reinterpret_cast<std::uintptr_t>(this));
    sqlite3_vfs* const system_;
    registration registered_;
    std::string joined_;
    sqlite3_int64 offset_ = 0; ///< Of what is joined, in the log.
};

inline const sqlite3_io_methods joined_log::methods = joined_log::joining();

} // namespace mltrack::store::detail
