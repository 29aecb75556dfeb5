#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <cstddef>
#include <filesystem>
#include <string>

/// @file
/// What a run's program has that its commit has not.

namespace mltrack {

/// Makes the changes since the commit that is checked out an artifact, `git.diff`, as `git diff HEAD` tells them:
/// `git apply` takes it. It is of the executable's repository, else of the working folder's, and of the active run,
/// which is started when there is none, or of another one. Whether there was something to tell.
///
/// Lines at its beginning say the commit, which new files Git does not know, as they are not in it, and whether it is
/// cut: the changes have at most `most_bytes`. Binary files, and those of more than 16 MiB, are only named.
///
/// False, and no artifact, when nothing has changed, and when there is no repository. Errors: `mltrack::exception` with
/// `invalid_state` for a repository that cannot be read; those of `log_text`. Thread safety: any thread.
MLTRACK_DECL bool log_git_diff(const schema::id::run& run_id = {}, std::size_t most_bytes = std::size_t(1) << 20);

namespace fluent {

/// The text of that artifact for the repository that `path` stands in; empty when there is nothing to tell.
MLTRACK_DECL std::string git_diff_at(const std::filesystem::path& path, std::size_t most_bytes);

} // namespace fluent
} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/git/impl/git_diff.ipp>
#endif
