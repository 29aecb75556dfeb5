#pragma once

#include <sqlite3.h>

#include <new>

namespace mltrack::store::detail {

/// A file as SQLite sees it, of a VFS that lies over another: what the upper one does not do itself is handed on to the
/// lower one's file, which lies right behind this in memory.
template <class Owner>
struct layered_file
{
    sqlite3_file base;
    Owner* owner;
    const char* name; ///< Null for a temporary file.

    static layered_file& of(sqlite3_file* file) { return *reinterpret_cast<layered_file*>(file); }

    /// How much memory SQLite has to give for such a file.
    static int size_over(const sqlite3_vfs& lower) { return static_cast<int>(sizeof(layered_file)) + lower.szOsFile; }

    /// Opens a file of the lower VFS, with `methods` over it.
    static int open(Owner& owner, sqlite3_vfs& lower, const sqlite3_io_methods& methods, sqlite3_filename name,
                    sqlite3_file* file, int flags, int* out)
    {
        auto* const made = new (file) layered_file{{nullptr}, &owner, name};
        const int code = lower.xOpen(&lower, name, made->lower(), flags, out);
        if (made->lower()->pMethods != nullptr)
            file->pMethods = &methods;
        return code;
    }

    sqlite3_file* lower() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    const sqlite3_io_methods& lower_methods() { return *lower()->pMethods; }

    /// Hands a call on.
    template <auto Method>
    struct pass;
    template <class Result, class... Arguments, Result (*sqlite3_io_methods::*Method)(sqlite3_file*, Arguments...)>
    struct pass<Method>
    {
        static Result call(sqlite3_file* file, Arguments... arguments)
        {
            return (of(file).lower_methods().*Method)(of(file).lower(), arguments...);
        }
    };

    /// Methods that all hand on.
    static constexpr sqlite3_io_methods all_passed = {
        .iVersion = 3,
        .xClose = pass<&sqlite3_io_methods::xClose>::call,
        .xRead = pass<&sqlite3_io_methods::xRead>::call,
        .xWrite = pass<&sqlite3_io_methods::xWrite>::call,
        .xTruncate = pass<&sqlite3_io_methods::xTruncate>::call,
        .xSync = pass<&sqlite3_io_methods::xSync>::call,
        .xFileSize = pass<&sqlite3_io_methods::xFileSize>::call,
        .xLock = pass<&sqlite3_io_methods::xLock>::call,
        .xUnlock = pass<&sqlite3_io_methods::xUnlock>::call,
        .xCheckReservedLock = pass<&sqlite3_io_methods::xCheckReservedLock>::call,
        .xFileControl = pass<&sqlite3_io_methods::xFileControl>::call,
        .xSectorSize = pass<&sqlite3_io_methods::xSectorSize>::call,
        .xDeviceCharacteristics = pass<&sqlite3_io_methods::xDeviceCharacteristics>::call,
        .xShmMap = pass<&sqlite3_io_methods::xShmMap>::call,
        .xShmLock = pass<&sqlite3_io_methods::xShmLock>::call,
        .xShmBarrier = pass<&sqlite3_io_methods::xShmBarrier>::call,
        .xShmUnmap = pass<&sqlite3_io_methods::xShmUnmap>::call,
        .xFetch = pass<&sqlite3_io_methods::xFetch>::call,
        .xUnfetch = pass<&sqlite3_io_methods::xUnfetch>::call,
    };
};

} // namespace mltrack::store::detail
