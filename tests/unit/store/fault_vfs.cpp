#include "fault_vfs.hpp"

#include <new>
#include <utility>

namespace mltrack::test {
namespace fs = std::filesystem;

namespace {

/// An open file: SQLite's part, what stands behind it, and whose it is. The system's own file lies after it.
struct open_file
{
    sqlite3_file base;
    fault_vfs* owner;
    const char* name;

    sqlite3_file* system() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

open_file& of(sqlite3_file* file)
{
    return *reinterpret_cast<open_file*>(file);
}

sqlite3_file* system_of(sqlite3_file* file)
{
    return of(file).system();
}

const sqlite3_io_methods& methods_of(sqlite3_file* file)
{
    return *system_of(file)->pMethods;
}

} // namespace

struct fault_vfs::hooks
{
    static fault_vfs& owner(sqlite3_vfs* vfs) { return *static_cast<fault_vfs*>(vfs->pAppData); }

    static int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out)
    {
        file->pMethods = nullptr;
        auto& self = owner(vfs);
        if (const int code = self.outcome(file_operation::open); code != SQLITE_OK)
            return code;
        new (file) open_file{{nullptr}, &self, name};
        const int code = self.system_->xOpen(self.system_, name, system_of(file), flags, out);
        if (system_of(file)->pMethods != nullptr)
            file->pMethods = &methods;
        return code;
    }

    static int remove(sqlite3_vfs* vfs, const char* name, int sync)
    {
        auto& self = owner(vfs);
        const int code = self.system_->xDelete(self.system_, name, sync);
        if (code == SQLITE_OK)
            self.deleted(name);
        return code;
    }

    static int write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset)
    {
        const int code = of(file).owner->outcome(file_operation::write);
        return code != SQLITE_OK ? code : methods_of(file).xWrite(system_of(file), data, size, offset);
    }

    static int truncate(sqlite3_file* file, sqlite3_int64 size)
    {
        const int code = of(file).owner->outcome(file_operation::write);
        return code != SQLITE_OK ? code : methods_of(file).xTruncate(system_of(file), size);
    }

    static int sync(sqlite3_file* file, int flags)
    {
        auto& self = *of(file).owner;
        int code = self.outcome(file_operation::sync);
        if (code == SQLITE_OK)
            code = methods_of(file).xSync(system_of(file), flags);
        if (code == SQLITE_OK && of(file).name != nullptr)
            self.synced(of(file).name);
        return code;
    }

    /// Hands a call on to the system's file.
    template <auto Method>
    struct pass;
    template <class... Arguments, int (*sqlite3_io_methods::*Method)(sqlite3_file*, Arguments...)>
    struct pass<Method>
    {
        static int call(sqlite3_file* file, Arguments... arguments)
        {
            return (methods_of(file).*Method)(system_of(file), arguments...);
        }
    };

    static void barrier(sqlite3_file* file) { methods_of(file).xShmBarrier(system_of(file)); }

    static const sqlite3_io_methods methods;
};

const sqlite3_io_methods fault_vfs::hooks::methods = {
    .iVersion = 3,
    .xClose = pass<&sqlite3_io_methods::xClose>::call,
    .xRead = pass<&sqlite3_io_methods::xRead>::call,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = pass<&sqlite3_io_methods::xFileSize>::call,
    .xLock = pass<&sqlite3_io_methods::xLock>::call,
    .xUnlock = pass<&sqlite3_io_methods::xUnlock>::call,
    .xCheckReservedLock = pass<&sqlite3_io_methods::xCheckReservedLock>::call,
    .xFileControl = pass<&sqlite3_io_methods::xFileControl>::call,
    .xSectorSize = pass<&sqlite3_io_methods::xSectorSize>::call,
    .xDeviceCharacteristics = pass<&sqlite3_io_methods::xDeviceCharacteristics>::call,
    .xShmMap = pass<&sqlite3_io_methods::xShmMap>::call,
    .xShmLock = pass<&sqlite3_io_methods::xShmLock>::call,
    .xShmBarrier = barrier,
    .xShmUnmap = pass<&sqlite3_io_methods::xShmUnmap>::call,
    .xFetch = pass<&sqlite3_io_methods::xFetch>::call,
    .xUnfetch = pass<&sqlite3_io_methods::xUnfetch>::call,
};

fault_vfs::fault_vfs() : system_(sqlite3_vfs_find(nullptr)), registered_(*system_)
{
    registered_.szOsFile = static_cast<int>(sizeof(open_file)) + system_->szOsFile;
    registered_.zName = "faults";
    registered_.pAppData = this;
    registered_.pNext = nullptr;
    registered_.xOpen = hooks::open;
    registered_.xDelete = hooks::remove;
    sqlite3_vfs_register(&registered_, 1);
}

fault_vfs::~fault_vfs()
{
    sqlite3_vfs_unregister(&registered_);
    sqlite3_vfs_register(system_, 1);
}

void fault_vfs::arm(const fault& wanted)
{
    const std::lock_guard lock(mutex_);
    fault_ = wanted;
    armed_ = true;
    happened_ = false;
    count_ = 0;
}

bool fault_vfs::disarm()
{
    const std::lock_guard lock(mutex_);
    armed_ = false;
    return happened_;
}

void fault_vfs::keep_images(fs::path folder, const fs::path& database)
{
    const std::lock_guard lock(mutex_);
    images_ = std::move(folder);
    for (const auto& entry : fs::directory_iterator(database.parent_path()))
        if (entry.path().string().starts_with(database.string()) && !entry.path().string().ends_with("-shm"))
            fs::copy_file(entry.path(), images_ / entry.path().filename());
}

int fault_vfs::outcome(file_operation operation)
{
    const std::lock_guard lock(mutex_);
    if (!armed_ || operation != fault_.operation)
        return SQLITE_OK;
    ++count_;
    if (count_ != fault_.number && !(fault_.persists && count_ > fault_.number))
        return SQLITE_OK;
    happened_ = true;
    return fault_.code;
}

void fault_vfs::synced(const fs::path& file)
{
    const std::lock_guard lock(mutex_);
    if (!images_.empty())
        fs::copy_file(file, images_ / file.filename(), fs::copy_options::overwrite_existing);
}

void fault_vfs::deleted(const fs::path& file)
{
    const std::lock_guard lock(mutex_);
    if (!images_.empty())
        fs::remove(images_ / file.filename());
}

} // namespace mltrack::test
