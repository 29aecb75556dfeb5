#pragma once

#include <mltrack/artifact/any_repository.hpp>

#include <filesystem>

namespace mltrack::artifact {
namespace detail {
class lazy_root;
}

/// The files below a folder of this machine. Copies share the folder.
///
/// Nothing escapes the root: every path is walked part by part with the folders held open, so that a symbolic link put
/// in the way at any moment is seen. Links that stay below the root are followed, all others refused with
/// `invalid_parameter_value`, whatever the operation; `list` leaves out what they stand for.
///
/// A file that is written stands under a temporary name until its writer commits: then it is synced to the disk and
/// takes its name at once, so that readers see the old content or the new. A writer that is destroyed uncommitted
/// leaves nothing behind, no folders but the root. Names that start with `.mltrack-upload-` belong to these temporary
/// files; they are never listed and refused as paths.
///
/// Thread safety: all operations may be called at the same time, from several processes too.
class local
{
public:
    /// Keeps artifacts below `root`. Where it is not there, it holds nothing; it is made, with the folders it stands
    /// in, by the first `create`. Throws `mltrack::exception` (`invalid_parameter_value`) when it is there but no
    /// folder or not readable.
    explicit local(const std::filesystem::path& root);

    /// The files and folders right below a folder, sorted by path. Sockets, pipes and devices are left out.
    result<std::vector<schema::file_info>> list(const relative_path& folder);

    /// Opens a file to read.
    /// Errors: `resource_does_not_exist` when it is not there, `invalid_parameter_value` when it is no regular file.
    result<std::unique_ptr<reader>> open(const relative_path& file);

    /// Starts a file; the folders that it stands in are made when it is committed.
    /// Errors: `invalid_parameter_value` when it is a folder or would stand below a file, or the root cannot be made.
    result<std::unique_ptr<writer>> create(const relative_path& file);

    /// Removes a file, a symbolic link, or a folder with all that it holds (links in it are removed, not followed).
    /// What is not there is removed already. Errors: `invalid_parameter_value` for the root itself.
    result<void> remove(const relative_path& path);

private:
    std::shared_ptr<detail::lazy_root> root_;
};

#ifndef MLTRACK_HEADER_ONLY
extern template any_repository::any_repository(local);
#endif

} // namespace mltrack::artifact

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/artifact/impl/local.ipp>
#endif
