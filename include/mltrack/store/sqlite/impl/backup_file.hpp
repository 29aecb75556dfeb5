#pragma once

#include <mltrack/schema/error.hpp>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace mltrack::store::detail {

/// The file of a copy while it is made: it stands beside its final place and is removed unless it gets there.
class backup_file
{
public:
    /// Makes an empty file, for which `source` says who may read it.
    static result<backup_file> create(const std::filesystem::path& target, const std::filesystem::path& source)
    {
        struct stat original = {};
        const auto mode = ::stat(source.c_str(), &original) == 0 ? original.st_mode & 0777u : 0600u;
        backup_file made(target);
        made.descriptor_ = ::open(made.path_.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, mode);
        if (made.descriptor_ < 0)
            return made.failed("made");
        return made;
    }

    backup_file(backup_file&& other) noexcept
        : target_(std::move(other.target_)), path_(std::move(other.path_)),
          descriptor_(std::exchange(other.descriptor_, -1))
    {
    }
    backup_file& operator=(backup_file&&) = delete;
    ~backup_file()
    {
        if (descriptor_ < 0)
            return;
        ::unlink(path_.c_str());
        ::close(descriptor_);
    }

    const std::string& path() const noexcept { return path_; }

    /// Gives the file its name, durably; how many bytes it has.
    result<std::uint64_t> commit(bool replace)
    {
        struct stat made = {};
        if (::fsync(descriptor_) != 0 || ::fstat(descriptor_, &made) != 0)
            return failed("written");
        if (rename(replace) != 0)
            return errno == EEXIST ? is_there(target_) : failed("named");
        ::close(std::exchange(descriptor_, -1));
        const auto folder = ::open(target_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        const bool is_durable = folder >= 0 && ::fsync(folder) == 0;
        if (folder >= 0)
            ::close(folder);
        if (!is_durable)
            return failed("made durable: its folder could not be written");
        return static_cast<std::uint64_t>(made.st_size);
    }

    static error is_there(const std::filesystem::path& target)
    {
        return {errc::resource_already_exists, "'" + target.string() + "' is there already: name another file"};
    }

private:
    explicit backup_file(const std::filesystem::path& target)
        : target_(target), path_(target.string() + ".part-" + std::to_string(::getpid()))
    {
    }

    int rename(bool replace) const
    {
        if (replace)
            return std::rename(path_.c_str(), target_.c_str());
        if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_NOREPLACE) == 0)
            return 0;
        if (errno != EINVAL && errno != ENOSYS)
            return -1;
        // Not every file system can refuse to replace.
        struct stat other = {};
        if (::lstat(target_.c_str(), &other) == 0) {
            errno = EEXIST;
            return -1;
        }
        return std::rename(path_.c_str(), target_.c_str());
    }

    error failed(std::string_view what) const
    {
        return {errc::internal_error, "the copy '" + target_.string() + "' could not be " + std::string(what) + ": " +
                                          std::generic_category().message(errno)};
    }

    std::filesystem::path target_;
    std::string path_;
    int descriptor_ = -1;
};

} // namespace mltrack::store::detail
