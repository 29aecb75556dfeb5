#pragma once

#include <mltrack/fluent/artifacts/log_artifacts.hpp>
#include <mltrack/fluent/git/git_diff.hpp>
#include <mltrack/fluent/git/impl/git_objects.hpp>
#include <mltrack/schema/error.hpp>

#include <algorithm>
#include <git2.h>
#include <string_view>
#include <system_error>

namespace mltrack {
namespace fluent {
namespace detail {

/// Throws what libgit2 says.
inline void check_git(int outcome, git_repository* repository)
{
    if (outcome >= 0)
        return;
    const auto* last = git_error_last();
    const auto* folder = git_repository_workdir(repository);
    throw exception(error{errc::invalid_state,
                          "The changes in the Git repository '" +
                              std::string(folder == nullptr ? git_repository_path(repository) : folder) +
                              "' cannot be read: " + (last == nullptr ? "no reason is known" : last->message)});
}

/// What `HEAD` names of a kind; none in a repository without a commit.
inline object head_of(git_repository* repository, const char* what)
{
    git_object* found = nullptr;
    const auto outcome = git_revparse_single(&found, repository, what);
    if (outcome != GIT_ENOTFOUND)
        check_git(outcome, repository);
    return object(found);
}

/// Longer ones are not read, but for their hash.
inline constexpr git_off_t longest_file = 16 * 1024 * 1024;

inline difference changes_of(git_repository* repository, git_object* tree)
{
    git_diff_options options = GIT_DIFF_OPTIONS_INIT;
    options.flags = GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS;
    options.max_size = longest_file;
    git_diff* found = nullptr;
    // The cast is libgit2's own way to say that an object is a tree.
    check_git(git_diff_tree_to_workdir_with_index(&found, repository, reinterpret_cast<git_tree*>(tree), &options),
              repository);
    return difference(found);
}

/// The new files that Git does not know, the first ones by name.
inline std::string untracked_files(git_diff* changes)
{
    constexpr std::size_t most_names = 20;
    std::size_t count = 0;
    std::string names;
    for (std::size_t index = 0; index != git_diff_num_deltas(changes); ++index) {
        const auto& each = *git_diff_get_delta(changes, index);
        if (each.status != GIT_DELTA_UNTRACKED || ++count > most_names)
            continue;
        std::string name = each.new_file.path;
        std::ranges::replace(name, '\n', '?'); // So that it stays a comment.
        names += "\n#   " + name;
    }
    if (count == 0)
        return {};
    if (count > most_names)
        names += "\n#   ...";
    return "# New files that Git does not know, which are not in it: " + std::to_string(count) + names + '\n';
}

/// A text that is collected up to a limit, whole lines only.
struct bounded_text
{
    std::string text;
    std::size_t most;
    bool is_cut = false;

    static int add(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line, void* to)
    {
        auto& self = *static_cast<bounded_text*>(to);
        const bool has_origin = line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
                                line->origin == GIT_DIFF_LINE_DELETION;
        const std::string_view content(line->content, line->content_len);
        self.is_cut = self.text.size() + content.size() + 1 > self.most;
        if (self.is_cut)
            return GIT_EUSER;
        if (has_origin)
            self.text += line->origin;
        self.text += content;
        return 0;
    }
};

} // namespace detail

MLTRACK_DECL std::string git_diff_at(const std::filesystem::path& path, std::size_t most_bytes)
{
    const detail::git_library library;
    const auto opened = detail::repository_at(path);
    auto* const repository = opened.get();
    if (repository == nullptr || git_repository_is_bare(repository) == 1)
        return {};
    const auto commit = detail::head_of(repository, "HEAD");
    const auto tree = detail::head_of(repository, "HEAD^{tree}");
    const auto changes = detail::changes_of(repository, tree.get());
    detail::bounded_text patch{.text = {}, .most = most_bytes};
    if (const auto outcome = git_diff_print(changes.get(), GIT_DIFF_FORMAT_PATCH, detail::bounded_text::add, &patch);
        outcome != GIT_EUSER)
        detail::check_git(outcome, repository);
    const auto untracked = detail::untracked_files(changes.get());
    if (patch.text.empty() && !patch.is_cut && untracked.empty())
        return {};
    std::string head = "# Changes since ";
    char digits[GIT_OID_HEXSZ + 1];
    head += commit ? git_oid_tostr(digits, sizeof digits, git_object_id(commit.get())) : "before the first commit";
    head += '\n' + untracked;
    if (patch.is_cut)
        head += "# There are more: this is cut after " + std::to_string(patch.text.size()) + " bytes, as it may have " +
                std::to_string(most_bytes) + '\n';
    return head + patch.text;
}

} // namespace fluent

MLTRACK_DECL bool log_git_diff(const schema::id::run& run_id, std::size_t most_bytes)
{
    std::error_code failure;
    auto place = std::filesystem::read_symlink("/proc/self/exe", failure).parent_path();
    const fluent::detail::git_library library;
    if (!fluent::detail::repository_at(place))
        place = std::filesystem::current_path(failure);
    const auto text = fluent::git_diff_at(place, most_bytes);
    if (!text.empty())
        log_text(text, "git.diff", run_id);
    return !text.empty();
}

} // namespace mltrack
