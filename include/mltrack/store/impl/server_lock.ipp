#pragma once

#include <mltrack/store/server_lock.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace mltrack::store {
namespace detail {

inline constexpr std::string_view lock_suffix = ".mltrack-lock";

/// For how long a lock is asked for again: who only looks whether there is a server has it for an instant, and a server
/// that starts takes a moment to write its process id.
inline constexpr std::chrono::milliseconds lock_patience{200};

/// The process id that a lock file holds.
inline std::string holder_in(int descriptor)
{
    std::array<char, 20> text{};
    const auto size = ::pread(descriptor, text.data(), text.size(), 0);
    return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

/// The file beside a database, open and perhaps locked. It is not the database itself: closing that would drop the
/// locks that SQLite has on it in this process.
class lock_file
{
public:
    explicit lock_file(std::string path)
        : path_(std::move(path)), descriptor_(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644))
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
        return locked_ = ::fstat(descriptor_, &mine) == 0 && ::lstat(path_.c_str(), &named) == 0 &&
                         mine.st_dev == named.st_dev && mine.st_ino == named.st_ino;
    }

    std::string holder() const { return holder_in(descriptor_); }

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

inline error already_served(const std::string& file, const std::string& lock_path, const std::string& holder)
{
    if (holder.empty())
        return {errc::resource_conflict, "another process holds '" + lock_path + "', so that '" + file +
                                             "' cannot be served: find it (fuser) and stop it first"};
    return {errc::resource_conflict, "the mltrack server with process id " + holder + " serves '" + file +
                                         "' already: use that one, or stop it first"};
}

} // namespace detail

MLTRACK_DECL result<server_lock> lock_for_server(const std::filesystem::path& file)
{
    std::error_code unresolved;
    const auto canonical = std::filesystem::canonical(file, unresolved);
    if (unresolved)
        return error{errc::internal_error, "the database file '" + file.string() + "': " + unresolved.message()};
    const auto path = canonical.string() + std::string(detail::lock_suffix);
    const auto failed = [&](std::string_view action) {
        return error{errc::internal_error, "cannot " + std::string(action) + " the lock file '" + path + "': " +
                                               (errno == ELOOP ? "it is a symbolic link: remove it"
                                                               : std::generic_category().message(errno) +
                                                                     ". Check the rights on it and on its folder")};
    };
    const auto patient_until = std::chrono::steady_clock::now() + detail::lock_patience;
    for (;;) {
        const auto lock = std::make_shared<detail::lock_file>(path);
        if (!lock->is_open())
            return failed("open");
        if (!lock->lock()) {
            if (errno != EWOULDBLOCK)
                return failed("lock");
            if (std::chrono::steady_clock::now() < patient_until) {
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
                continue;
            }
            return detail::already_served(canonical.string(), path, lock->holder());
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
    const int descriptor = unresolved ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0)
        return {};
    const bool is_free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
    auto holder = is_free ? std::string() : detail::holder_in(descriptor);
    ::close(descriptor);
    return holder;
}

} // namespace mltrack::store
