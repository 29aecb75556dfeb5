#include "fault_vfs.hpp"

#include <mltrack/store/sqlite/impl/layered_file.hpp>

#include <utility>

namespace mltrack::test {
namespace fs = std::filesystem;

struct fault_vfs::hooks
{
    using file = store::detail::layered_file<fault_vfs>;

    static fault_vfs& owner(sqlite3_vfs* vfs) { return *static_cast<fault_vfs*>(vfs->pAppData); }

    static int open(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* opened, int flags, int* out)
    {
        opened->pMethods = nullptr;
        auto& self = owner(vfs);
        const int code = self.outcome(file_operation::open);
        return code != SQLITE_OK ? code : file::open(self, *self.system_, methods, name, opened, flags, out);
    }

    static int remove(sqlite3_vfs* vfs, const char* name, int sync)
    {
        auto& self = owner(vfs);
        const int code = self.system_->xDelete(self.system_, name, sync);
        if (code == SQLITE_OK)
            self.deleted(name);
        return code;
    }

    static int write(sqlite3_file* to, const void* data, int size, sqlite3_int64 offset)
    {
        const int code = file::of(to).owner->outcome(file_operation::write);
        return code != SQLITE_OK ? code : file::pass<&sqlite3_io_methods::xWrite>::call(to, data, size, offset);
    }

    static int truncate(sqlite3_file* to, sqlite3_int64 size)
    {
        const int code = file::of(to).owner->outcome(file_operation::write);
        return code != SQLITE_OK ? code : file::pass<&sqlite3_io_methods::xTruncate>::call(to, size);
    }

    static int sync(sqlite3_file* to, int flags)
    {
        auto& self = *file::of(to).owner;
        int code = self.outcome(file_operation::sync);
        if (code == SQLITE_OK)
            code = file::pass<&sqlite3_io_methods::xSync>::call(to, flags);
        if (code == SQLITE_OK && file::of(to).name != nullptr)
            self.synced(file::of(to).name);
        return code;
    }

    static constexpr sqlite3_io_methods failing()
    {
        auto made = file::all_passed;
        made.xWrite = write;
        made.xTruncate = truncate;
        made.xSync = sync;
        return made;
    }

    static const sqlite3_io_methods methods;
};

const sqlite3_io_methods fault_vfs::hooks::methods = fault_vfs::hooks::failing();

fault_vfs::fault_vfs() : system_(sqlite3_vfs_find(nullptr)), registered_(*system_)
{
    registered_.szOsFile = hooks::file::size_over(*system_);
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
