#pragma once

#include <mltrack/client/without_credentials.hpp>
#include <mltrack/fluent/fork/impl/forkable_mutex.hpp>
#include <mltrack/fluent/git/git_tags.hpp>
#include <mltrack/fluent/git/impl/git_objects.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <git2.h>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace mltrack::fluent {
namespace detail {

/// The URL of the first remote; empty when there is none. Read entry by entry, since libgit2 1.5 leaks memory for each
/// that it compares with a pattern, as its own list of remotes does.
inline std::string remote_url(git_repository* repository)
{
    git_config* opened = nullptr;
    git_config_iterator* started = nullptr;
    if (git_repository_config_snapshot(&opened, repository) != 0)
        return {};
    const config settings(opened);
    if (git_config_iterator_new(&started, opened) != 0)
        return {};
    const config_iterator each(started);
    for (git_config_entry* entry = nullptr; git_config_next(&entry, started) == 0;) {
        const std::string_view name = entry->name;
        if (name.starts_with("remote.") && name.ends_with(".url"))
            return calling::without_credentials(entry->value);
    }
    return {};
}

inline void add_head(git_repository* repository, run_tags& tags)
{
    git_reference* found = nullptr;
    if (git_repository_head(&found, repository) != 0)
        return; // No commit yet.
    const reference head(found);
    char digits[GIT_OID_HEXSZ + 1];
    tags.emplace(schema::git_commit_tag, git_oid_tostr(digits, sizeof digits, git_reference_target(found)));
    if (git_repository_head_detached(repository) == 0)
        tags.emplace(schema::git_branch_tag, git_reference_shorthand(found));
}

/// The tags of the program, once they were looked for. Forks wait for whoever looks: libgit2 has locks of its own.
struct known_tags
{
    forkable_mutex mutex{};
    std::optional<run_tags> tags{};
};

inline run_tags tags_of_program_or_folder()
{
    std::error_code failure;
    auto found = git_tags_at(std::filesystem::read_symlink("/proc/self/exe", failure).parent_path());
    return found.empty() ? git_tags_at(std::filesystem::current_path(failure)) : found;
}

} // namespace detail

MLTRACK_DECL run_tags git_tags_at(const std::filesystem::path& path)
{
    const detail::git_library library;
    run_tags tags;
    const auto repository = detail::repository_at(path);
    if (!repository)
        return tags;
    detail::add_head(repository.get(), tags);
    if (auto url = detail::remote_url(repository.get()); !tags.empty() && !url.empty())
        tags.emplace(schema::git_repository_tag, std::move(url));
    return tags;
}

MLTRACK_DECL run_tags git_tags()
{
    static auto& known = *new detail::known_tags;
    const std::lock_guard lock(known.mutex);
    if (!known.tags)
        known.tags = detail::tags_of_program_or_folder();
    return *known.tags;
}

} // namespace mltrack::fluent
