#pragma once

#include <mltrack/artifact/impl/relative_path.ipp>
#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/schema/field/split.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace mltrack::artifact::detail {

/// A POSIX file descriptor that is closed with its owner.
class descriptor
{
public:
    descriptor() = default;
    explicit descriptor(int number) noexcept : number_(number) {}
    descriptor(descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    descriptor& operator=(descriptor&& other) noexcept
    {
        std::swap(number_, other.number_);
        return *this;
    }
    ~descriptor()
    {
        if (number_ >= 0)
            ::close(number_);
    }

    int get() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }

private:
    int number_ = -1;
};

inline constexpr std::string_view upload_prefix = ".mltrack-upload-";
inline constexpr int most_links = 40;
inline constexpr std::size_t deepest = 100; ///< Folders that a path may go through, each held open meanwhile.

/// What the operating system objected to, as an error about a path. Full disks and the like are the server's fault,
/// names that cannot be are the request's.
inline error system_error_about(std::string_view path, const char* doing, int number)
{
    const bool by_request = number == ENAMETOOLONG || number == EINVAL || number == EILSEQ;
    return {by_request ? errc::invalid_parameter_value : errc::internal_error,
            std::string("Cannot ") + doing + " artifact '" + quotable(path) +
                "': " + std::generic_category().message(number)};
}

/// Where a path leads: an open folder and a name in it that is no symbolic link.
struct place
{
    descriptor folder;       ///< The one that holds it, or the deepest on the way that is there.
    std::string name;        ///< `.` for the root and for folders reached through `..` of a link.
    mode_t mode = 0;         ///< 0: nothing is there.
    bool below_file = false; ///< Nothing can be there, since a part before the last is a file.

    bool exists() const { return mode != 0; }
    bool is_folder() const { return S_ISDIR(mode); }
    bool is_file() const { return S_ISREG(mode); }
};

/// How a walk treats what it meets.
struct walk_options
{
    bool make_folders = false;    ///< Make the folders that are missing on the way.
    bool follow_last_link = true; ///< Otherwise the place may be a symbolic link.
};

/// The root of a local repository and the walk below it that no symbolic link leads astray.
class root_folder
{
public:
    explicit root_folder(descriptor folder, std::string path) : folder_(std::move(folder)), path_(std::move(path)) {}

    /// Follows a path. Errors: `invalid_parameter_value` for links that leave the root or go round in circles, and
    /// for paths that are too long or too deep.
    result<place> walk(std::string_view path, walk_options options = {}) const;

private:
    descriptor folder_;
    std::string path_; ///< Canonical, for absolute links that stay inside.

    friend class walker;
};

inline descriptor open_folder(int parent, const char* name)
{
    return descriptor(::openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

/// One walk: the folders entered so far and the parts still to go, the next one last.
class walker
{
public:
    walker(const root_folder& root, std::string_view path, walk_options options)
        : root_(root), path_(path), options_(options)
    {
        push_parts(path);
    }

    result<place> run();

private:
    void push_parts(std::string_view path)
    {
        const auto first = parts_.size();
        schema::for_each_part(path, "/", [&](std::string_view part) {
            if (!part.empty() && part != ".")
                parts_.emplace_back(part);
        });
        std::reverse(parts_.begin() + static_cast<std::ptrdiff_t>(first), parts_.end());
    }

    int top() const { return entered_.empty() ? root_.folder_.get() : entered_.back().get(); }

    /// The folder we stand in, for the caller to keep.
    descriptor keep_top() const { return descriptor(::fcntl(top(), F_DUPFD_CLOEXEC, 0)); }

    result<void> follow(const std::string& link);
    result<void> enter(const std::string& part);
    result<void> make_folder(const std::string& part);

    const root_folder& root_;
    std::string_view path_;
    walk_options options_;
    std::vector<descriptor> entered_;
    std::vector<std::string> parts_;
    int links_ = 0;
};

inline result<void> walker::follow(const std::string& link)
{
    if (++links_ > most_links)
        return refusal(path_, "its symbolic links go round in circles");
    std::string target(4096, '\0');
    const auto length = ::readlinkat(top(), link.c_str(), target.data(), target.size());
    if (length < 0)
        return system_error_about(path_, "follow", errno);
    std::string_view rest(target.data(), static_cast<std::size_t>(length));
    if (rest.starts_with('/')) {
        if (!rest.starts_with(root_.path_) || (rest.size() > root_.path_.size() && rest[root_.path_.size()] != '/'))
            return refusal(path_, "a symbolic link leads out of the artifact root");
        rest.remove_prefix(root_.path_.size());
        entered_.clear();
    }
    push_parts(rest);
    return {};
}

inline result<void> walker::enter(const std::string& part)
{
    if (entered_.size() == deepest)
        return refusal(path_, "it is more than 100 folders deep");
    auto folder = open_folder(top(), part.c_str());
    if (!folder)
        return system_error_about(path_, "open", errno);
    entered_.push_back(std::move(folder));
    return {};
}

inline result<void> walker::make_folder(const std::string& part)
{
    if (::mkdirat(top(), part.c_str(), 0777) != 0 && errno != EEXIST)
        return system_error_about(path_, "make the folder of", errno);
    ::fsync(top());
    return {};
}

inline result<place> walker::run()
{
    while (!parts_.empty()) {
        const auto part = std::move(parts_.back());
        parts_.pop_back();
        const bool last = parts_.empty();
        if (part == "..") {
            if (entered_.empty())
                return refusal(path_, "a symbolic link leads out of the artifact root");
            entered_.pop_back();
            continue;
        }
        struct stat found{};
        if (::fstatat(top(), part.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno != ENOENT)
                return system_error_about(path_, "look up", errno);
            if (last || !options_.make_folders)
                return place{keep_top(), part};
            MLTRACK_CHECK(make_folder(part));
            parts_.push_back(part);
        } else if (S_ISLNK(found.st_mode) && (!last || options_.follow_last_link)) {
            MLTRACK_CHECK(follow(part));
        } else if (last) {
            return place{keep_top(), part, found.st_mode};
        } else if (!S_ISDIR(found.st_mode)) {
            return place{keep_top(), part, 0, true};
        } else {
            MLTRACK_CHECK(enter(part));
        }
    }
    return place{keep_top(), ".", S_IFDIR};
}

inline result<place> root_folder::walk(std::string_view path, walk_options options) const
{
    bool reserved = false;
    schema::for_each_part(path, "/",
                          [&](std::string_view part) { reserved = reserved || part.starts_with(upload_prefix); });
    if (reserved)
        return refusal(path, "names that start with .mltrack-upload- are kept for uploads under way");
    MLTRACK_TRY(auto found, walker(*this, path, options).run());
    if (!found.folder)
        return system_error_about(path, "open the folder of", errno);
    return found;
}

} // namespace mltrack::artifact::detail
