#pragma once

#include <mltrack/store/sqlite/impl/layered_file.hpp>

#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

namespace mltrack::store::detail {

/// A VFS for one connection that writes a frame of the write-ahead log by one call of the system. SQLite itself writes
/// it by two, the header and right after it the page, which is most of the calls of a small transaction.
///
/// A header is held only where it continues the log, so that its page is what SQLite writes next; with the page it is
/// written, and the outcome of both is the page's. So nothing is held back when SQLite does anything else.
///
/// Thread safety: as the connection's. It outlives the connection.
class joined_log
{
public:
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

    static constexpr std::size_t header_bytes = 24;
    static constexpr std::size_t most_page_bytes = 65536;

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
        self.holds_header_ = false;
        self.end_ = -1;
        return file::open(self, *self.system_, methods, name, opened, flags, out);
    }

    static int write(sqlite3_file* log, const void* data, int size, sqlite3_int64 offset)
    {
        return file::of(log).owner->join(log, data, static_cast<std::size_t>(size), offset);
    }

    int join(sqlite3_file* log, const void* data, std::size_t size, sqlite3_int64 offset)
    {
        const bool continues = offset == end_;
        end_ = offset + static_cast<sqlite3_int64>(size);
        if (holds_header_ && continues && size <= most_page_bytes) {
            holds_header_ = false;
            std::memcpy(frame_.data() + header_bytes, data, size);
            return write_now(log, frame_.data(), header_bytes + size, offset - sqlite3_int64{header_bytes});
        }
        if (const int code = flush(log); code != SQLITE_OK)
            return code;
        if (!continues || size != header_bytes)
            return write_now(log, data, size, offset);
        std::memcpy(frame_.data(), data, size);
        header_at_ = offset;
        holds_header_ = true;
        return SQLITE_OK;
    }

    /// Writes a header that is held, should something else come than its page.
    int flush(sqlite3_file* log)
    {
        if (!holds_header_)
            return SQLITE_OK;
        holds_header_ = false;
        return write_now(log, frame_.data(), header_bytes, header_at_);
    }

    /// Writes to the log below. Where the log is continued is not known after a failure.
    int write_now(sqlite3_file* log, const void* data, std::size_t size, sqlite3_int64 offset)
    {
        const int code = file::pass<&sqlite3_io_methods::xWrite>::call(log, data, static_cast<int>(size), offset);
        if (code != SQLITE_OK)
            end_ = -1;
        return code;
    }

    /// Hands a call on after a header that is held.
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

    static constexpr sqlite3_io_methods joining()
    {
        auto made = file::all_passed;
        made.xWrite = write;
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
    std::array<char, header_bytes + most_page_bytes> frame_;
    sqlite3_int64 header_at_ = 0;
    sqlite3_int64 end_ = -1; ///< Where the last write ended.
    bool holds_header_ = false;
};

inline const sqlite3_io_methods joined_log::methods = joined_log::joining();

} // namespace mltrack::store::detail
