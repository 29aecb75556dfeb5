#pragma once

#include <mltrack/logging/journal/file.hpp>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace mltrack::logging {
namespace detail {

inline error journal_failure(const std::filesystem::path& path, std::string_view action, int reason)
{
    return {errc::internal_error, "cannot " + std::string(action) + " the journal '" + path.string() +
                                      "': " + std::generic_category().message(reason)};
}

/// Whether a path names the file of a descriptor: its last owner may have removed it before it was locked.
inline bool is_named(int descriptor, const std::filesystem::path& path)
{
    struct stat mine = {};
    struct stat named = {};
    return ::fstat(descriptor, &mine) == 0 && ::stat(path.c_str(), &named) == 0 && mine.st_dev == named.st_dev &&
           mine.st_ino == named.st_ino;
}

/// So that a file's name outlasts a power failure.
inline void flush_folder(const std::filesystem::path& file)
{
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    if (const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); descriptor >= 0) {
        ::fsync(descriptor);
        ::close(descriptor);
    }
}

} // namespace detail

MLTRACK_DECL result<journal_file> journal_file::open(const std::filesystem::path& path, journal_access access)
{
    for (;;) {
        int flags = access == journal_access::read ? O_RDONLY : O_RDWR;
        flags |= access == journal_access::create ? O_CREAT : 0;
        auto descriptor = unshared_descriptor::open(path.c_str(), flags | O_CLOEXEC, 0644);
        if (descriptor.get() < 0 && errno == ENOENT && access != journal_access::create)
            return error{errc::resource_does_not_exist, "there is no journal '" + path.string() + "'"};
        if (descriptor.get() < 0)
            return detail::journal_failure(path, "open", errno);
        if (access == journal_access::read)
            return journal_file(path, std::move(descriptor));
        if (::flock(descriptor.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK)
                return detail::journal_failure(path, "lock", errno);
            return error{errc::resource_conflict,
                         "the journal '" + path.string() + "' is in use: the program that logs to it still runs"};
        }
        if (!detail::is_named(descriptor.get(), path))
            continue;
        if (access == journal_access::create)
            detail::flush_folder(path);
        return journal_file(path, std::move(descriptor));
    }
}

MLTRACK_DECL result<std::string> journal_file::read(std::uint64_t offset, std::size_t length) const
{
    std::string bytes(length, '\0');
    std::size_t done = 0;
    while (done != length) {
        const auto count =
            ::pread(descriptor_.get(), bytes.data() + done, length - done, static_cast<::off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failure("read");
        if (count == 0)
            break;
        done += static_cast<std::size_t>(count);
    }
    bytes.resize(done);
    return bytes;
}

MLTRACK_DECL result<std::uint64_t> journal_file::size() const
{
    struct stat status = {};
    if (::fstat(descriptor_.get(), &status) != 0)
        return failure("look at");
    return static_cast<std::uint64_t>(status.st_size);
}

MLTRACK_DECL result<schema::unix_ms> journal_file::time() const
{
    struct stat status = {};
    if (::fstat(descriptor_.get(), &status) != 0)
        return failure("look at");
    return schema::unix_ms(std::int64_t(status.st_mtim.tv_sec) * 1'000 + status.st_mtim.tv_nsec / 1'000'000);
}

MLTRACK_DECL result<void> journal_file::write(std::uint64_t offset, std::string_view bytes) const
{
    std::size_t done = 0;
    while (done != bytes.size()) {
        const auto count =
            ::pwrite(descriptor_.get(), bytes.data() + done, bytes.size() - done, static_cast<::off_t>(offset + done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0) {
            auto failed = failure("write to");
            MLTRACK_CHECK(truncate(offset));
            return failed;
        }
        done += static_cast<std::size_t>(count);
    }
    return {};
}

MLTRACK_DECL result<void> journal_file::truncate(std::uint64_t size) const
{
    if (::ftruncate(descriptor_.get(), static_cast<::off_t>(size)) != 0)
        return failure("shorten");
    return {};
}

MLTRACK_DECL result<void> journal_file::flush() const
{
    if (::fdatasync(descriptor_.get()) != 0)
        return failure("flush");
    return {};
}

MLTRACK_DECL result<void> journal_file::remove() const
{
    if (::unlink(path_.c_str()) != 0)
        return failure("remove");
    return {};
}

MLTRACK_DECL error journal_file::failure(std::string_view action) const
{
    return detail::journal_failure(path_, action, errno);
}

} // namespace mltrack::logging
