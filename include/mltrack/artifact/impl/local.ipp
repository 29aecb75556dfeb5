#pragma once

#include <mltrack/artifact/impl/lazy_root.hpp>
#include <mltrack/artifact/impl/root_folder.hpp>
#include <mltrack/artifact/local.hpp>
#include <mltrack/artifact/repository.hpp>

#include <algorithm>
#include <atomic>
#include <dirent.h>
#include <random>

namespace mltrack::artifact {
namespace detail {

inline constexpr auto close_folder = [](DIR* folder) { ::closedir(folder); };

/// The names in a folder, in no order; the descriptor is used up.
inline result<std::vector<std::string>> names_in(descriptor folder, std::string_view path)
{
    const int copy = ::fcntl(folder.get(), F_DUPFD_CLOEXEC, 0);
    const std::unique_ptr<DIR, decltype(close_folder)> stream(copy < 0 ? nullptr : ::fdopendir(copy), close_folder);
    if (!stream)
        return system_error_about(path, "list", errno);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(stream.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..")
            names.emplace_back(name);
    }
    if (errno != 0)
        return system_error_about(path, "list", errno);
    return names;
}

class local_reader final : public reader
{
public:
    local_reader(descriptor file, std::string path, const struct stat& found)
        : file_(std::move(file)), path_(std::move(path)), size_(static_cast<std::uint64_t>(found.st_size)),
          modified_(std::int64_t{found.st_mtim.tv_sec} * 1000 + found.st_mtim.tv_nsec / 1'000'000)
    {
    }

    result<std::size_t> read(std::span<char> into) override
    {
        for (;;) {
            const auto count = ::read(file_.get(), into.data(), into.size());
            if (count >= 0)
                return static_cast<std::size_t>(count);
            if (errno != EINTR)
                return system_error_about(path_, "read", errno);
        }
    }

    result<void> seek(std::uint64_t position) override
    {
        if (::lseek(file_.get(), static_cast<off_t>(position), SEEK_SET) < 0)
            return system_error_about(path_, "read", errno);
        return {};
    }

    std::uint64_t size() const override { return size_; }
    schema::unix_ms modified() const override { return modified_; }

private:
    descriptor file_;
    std::string path_;
    std::uint64_t size_;
    schema::unix_ms modified_;
};

/// A name for a temporary file that no other upload has.
inline std::string upload_name()
{
    static std::atomic<std::uint64_t> state{std::uint64_t{std::random_device{}()} << 32 | std::random_device{}()};
    return std::string(upload_prefix) + std::to_string(::getpid()) + '-' + std::to_string(state++);
}

/// Whether a file can be written there.
inline result<void> writable(const place& target, std::string_view path)
{
    if (target.below_file)
        return refusal(path, "a part of it before the last is a file");
    if (target.exists() && !target.is_file())
        return refusal(path, target.is_folder() ? "it is a folder" : "it is no regular file");
    return {};
}

class local_writer final : public writer
{
public:
    local_writer(std::shared_ptr<const root_folder> root, relative_path path)
        : root_(std::move(root)), path_(std::move(path))
    {
    }

    ~local_writer() override
    {
        if (file_)
            ::unlinkat(folder_.get(), temporary_.c_str(), 0);
    }

    result<void> start(descriptor folder)
    {
        folder_ = std::move(folder);
        temporary_ = upload_name();
        file_ = descriptor(::openat(folder_.get(), temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (!file_)
            return system_error_about(path_.text(), "create", errno);
        return {};
    }

    result<void> write(std::span<const char> bytes) override
    {
        while (!bytes.empty()) {
            const auto count = ::write(file_.get(), bytes.data(), bytes.size());
            if (count >= 0) {
                bytes = bytes.subspan(static_cast<std::size_t>(count));
                written(count);
            } else if (errno != EINTR) {
                return system_error_about(path_.text(), "write", errno);
            }
        }
        return {};
    }

    result<void> commit() override
    {
        if (::fsync(file_.get()) != 0)
            return system_error_about(path_.text(), "write", errno);
        MLTRACK_TRY(const auto target, root_->walk(path_.text(), {.make_folders = true}));
        MLTRACK_CHECK(writable(target, path_.text()));
        if (::renameat(folder_.get(), temporary_.c_str(), target.folder.get(), target.name.c_str()) != 0)
            return system_error_about(path_.text(), "write", errno);
        file_ = descriptor();
        if (::fsync(target.folder.get()) != 0)
            return system_error_about(path_.text(), "write", errno);
        return {};
    }

private:
    /// Lets the disk begin while more comes, so that `commit` does not wait for all of a large file.
    void written([[maybe_unused]] ::ssize_t count)
    {
#ifdef SYNC_FILE_RANGE_WRITE
        constexpr ::off_t portion = 8 << 20;
        size_ += count;
        if (size_ - begun_ < portion)
            return;
        ::sync_file_range(file_.get(), begun_, size_ - begun_, SYNC_FILE_RANGE_WRITE);
        begun_ = size_;
#endif
    }

    std::shared_ptr<const root_folder> root_;
    relative_path path_;
    [[maybe_unused]] ::off_t size_ = 0;
    [[maybe_unused]] ::off_t begun_ = 0; ///< Up to where the disk has been told to write.
    descriptor folder_;
    std::string temporary_; ///< Its name in `folder_`, as long as `file_` is open.
    descriptor file_;
};

/// Removes what has this name, a folder with all that it holds; links are not followed.
inline result<void> remove_tree(int parent, const std::string& name, std::string_view path)
{
    if (::unlinkat(parent, name.c_str(), 0) == 0 || errno == ENOENT)
        return {};
    // POSIX answers EPERM, Linux EISDIR when a folder is unlinked.
    if (errno != EISDIR && errno != EPERM)
        return system_error_about(path, "remove", errno);
    auto folder = open_folder(parent, name.c_str());
    if (!folder)
        return system_error_about(path, "remove", errno);
    const int inside = folder.get();
    MLTRACK_TRY(const auto names, names_in(descriptor(::fcntl(inside, F_DUPFD_CLOEXEC, 0)), path));
    for (const auto& each : names)
        MLTRACK_CHECK(remove_tree(inside, each, path));
    if (::unlinkat(parent, name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT)
        return system_error_about(path, "remove", errno);
    return {};
}

/// What a listing says of a file or folder; nothing when it is not to be listed.
inline std::optional<schema::file_info> info_of(const root_folder& root, std::string path)
{
    const auto found = root.walk(path);
    if (found.has_error() || !(found->is_file() || found->is_folder()))
        return std::nullopt;
    if (found->is_folder())
        return schema::file_info{std::move(path), true, std::nullopt};
    struct stat status{};
    if (::fstatat(found->folder.get(), found->name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0)
        return std::nullopt;
    return schema::file_info{std::move(path), false, status.st_size};
}

} // namespace detail

MLTRACK_DECL local::local(const std::filesystem::path& root)
{
    // A later change of the working folder means nothing to it.
    std::error_code failure;
    const auto absolute = std::filesystem::absolute(root, failure);
    root_ = std::make_shared<detail::lazy_root>(failure ? root : absolute);
    root_->find().value();
}

MLTRACK_DECL result<std::vector<schema::file_info>> local::list(const relative_path& folder)
{
    std::vector<schema::file_info> files;
    MLTRACK_TRY(const auto root, root_->find());
    if (root == nullptr)
        return files;
    MLTRACK_TRY(const auto found, root->walk(folder.text()));
    if (!found.is_folder())
        return files;
    auto opened = detail::open_folder(found.folder.get(), found.name.c_str());
    if (!opened)
        return detail::system_error_about(folder.text(), "list", errno);
    MLTRACK_TRY(const auto names, detail::names_in(std::move(opened), folder.text()));
    const auto above = folder.is_root() ? std::string() : folder.text() + '/';
    for (const auto& name : names)
        if (auto info = detail::info_of(*root, above + name))
            files.push_back(std::move(*info));
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

MLTRACK_DECL result<std::unique_ptr<reader>> local::open(const relative_path& file)
{
    const error missing{errc::resource_does_not_exist, "No artifact at '" + detail::quotable(file.text()) + "'"};
    MLTRACK_TRY(const auto root, root_->find());
    if (root == nullptr)
        return missing;
    MLTRACK_TRY(const auto found, root->walk(file.text()));
    if (!found.exists())
        return missing;
    if (!found.is_file())
        return detail::refusal(file.text(), found.is_folder() ? "it is a folder" : "it is no regular file");
    // Not blocking: between the look and the opening the file may have become a pipe.
    detail::descriptor opened(
        ::openat(found.folder.get(), found.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat status{};
    if (!opened || ::fstat(opened.get(), &status) != 0)
        return detail::system_error_about(file.text(), "open", errno);
    return std::make_unique<detail::local_reader>(std::move(opened), file.text(), status);
}

MLTRACK_DECL result<std::unique_ptr<writer>> local::create(const relative_path& file)
{
    MLTRACK_TRY(const auto root, root_->make());
    MLTRACK_TRY(auto found, root->walk(file.text()));
    MLTRACK_CHECK(detail::writable(found, file.text()));
    auto started = std::make_unique<detail::local_writer>(root, file);
    MLTRACK_CHECK(started->start(std::move(found.folder)));
    return started;
}

MLTRACK_DECL result<void> local::remove(const relative_path& path)
{
    if (path.is_root())
        return detail::refusal(path.text(), "the artifact root itself is never removed");
    MLTRACK_TRY(const auto root, root_->find());
    if (root == nullptr)
        return {};
    MLTRACK_CHECK(root->walk(path.text()));
    MLTRACK_TRY(const auto found, root->walk(path.text(), {.follow_last_link = false}));
    return found.exists() ? detail::remove_tree(found.folder.get(), found.name, path.text()) : result<void>();
}

static_assert(artifact_repository<local>);

#ifndef MLTRACK_HEADER_ONLY
template any_repository::any_repository(local);
#endif

} // namespace mltrack::artifact
