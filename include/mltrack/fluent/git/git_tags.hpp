#pragma once

#include <mltrack/fluent/run_context.hpp>

#include <filesystem>

/// @file
/// Has new runs know the commit that they were made from. Programs that link `mltrack::git`, in either form, have it by
/// mltrack/fluent.hpp; those built without CMake include this header in one of their translation units.

namespace mltrack::fluent {

/// The tags that say which commit of which branch is checked out where `path` stands, and where the repository comes
/// from, without the credentials of the URL; as far as there is such a thing.
MLTRACK_DECL run_tags git_tags_at(const std::filesystem::path& path);

/// Those of the executable's repository, else of the working folder's. Looked up once in a program.
MLTRACK_DECL run_tags git_tags();

// It stands in the program's own translation units: from a static library a linker would take nothing for it. It
// is no inline variable, as in mltrack/connect_sqlite.hpp.
[[maybe_unused]] const bool git_is_known = add_component_tag_provider(git_tags);

} // namespace mltrack::fluent

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/git/impl/git_tags.ipp>
#endif
