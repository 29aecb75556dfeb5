#pragma once

#include <mltrack/store/server_lock.hpp>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mltrack::store {
namespace detail {

inline constexpr std::string_view lock_suffix = ".mltrack-lock";

/// The file beside a database, open and perhaps locked. It is not the database itself: closing that would drop the
/// locks that SQLite has on it in this process.
class lock_file
{
public:
    explicit lock_file(std::string path)
        : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644))
    {
    }
    ~lock_file()
    {
        if (locked_)
            ::unlink(path_.c_str()); // Before others can lock it.
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    lock_file(const lock_file&) = delete;
    lock_file& operator=(const lock_file&) = delete;

    bool is_open() const { return descriptor_ >= 0; }

    /// False with `errno`: `EWOULDBLOCK` when another process has the lock.
    bool lock() { return locked_ = ::flock(descriptor_, LOCK_EX | LOCK_NB) == 0; }

    /// Whether this is still the file that the path names: its last owner may have removed it in between.
    bool is_current()
    {
        struct stat mine = {};
        struct stat named = {};
        return locked_ = ::fstat(descriptor_, &mine) == 0 && ::stat(path_.c_str(), &named) == 0 &&
                         mine.st_dev == named.st_dev && mine.st_ino == named.st_ino;
    }

    std::string read() const
    {
        std::array<char, 20> text{};
        const auto size = ::pread(descriptor_, text.data(), text.size(), 0);
        return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
    }

    bool write(std::string_view text)
    {
        return ::ftruncate(descriptor_, 0) == 0 &&
               ::pwrite(descriptor_, text.data(), text.size(), 0) == static_cast<::ssize_t>(text.size());
    }

private:
    std::string path_;
    int descriptor_;
    bool locked_ = false;
};

} // namespace detail

MLTRACK_DECL result<server_lock> lock_for_server(const std::filesystem::path& file)
{
    std::error_code unresolved;
    const auto canonical = std::filesystem::canonical(file, unresolved);
    if (unresolved)
        return error{errc::internal_error, "the database file '" + file.string() + "': " + unresolved.message()};
    const auto path = canonical.string() + std::string(detail::lock_suffix);
    const auto failed = [&](std::string_view action) {
        return error{errc::internal_error, "cannot " + std::string(action) + " the lock file '" + path +
                                               "': " + std::generic_category().message(errno) +
                                               ". Check the rights on it and on its folder"};
    };
    for (;;) {
        const auto lock = std::make_shared<detail::lock_file>(path);
        if (!lock->is_open())
            return failed("open");
        if (!lock->lock()) {
            if (errno != EWOULDBLOCK)
                return failed("lock");
            const auto holder = lock->read();
            if (holder.empty()) // It is just starting.
                continue;
            return error{errc::resource_conflict, "the mltrack server with process id " + holder + " serves '" +
                                                      canonical.string() + "' already: use that one, or stop it first"};
        }
        if (!lock->is_current())
            continue;
        if (!lock->write(std::to_string(::getpid())))
            return failed("write");
        return server_lock(lock);
    }
}

MLTRACK_DECL std::string server_of(const std::filesystem::path& file)
{
    std::error_code unresolved;
    const auto path = std::filesystem::canonical(file, unresolved).string() + std::string(detail::lock_suffix);
    const int descriptor = unresolved ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return {};
    std::array<char, 20> text{};
    const bool is_free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
    const auto size = is_free ? 0 : ::pread(descriptor, text.data(), text.size(), 0);
    ::close(descriptor);
    return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

} // namespace mltrack::store
