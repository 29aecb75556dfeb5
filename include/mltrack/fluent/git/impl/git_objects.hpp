#pragma once

#include <filesystem>
#include <git2.h>
#include <memory>

namespace mltrack::fluent::detail {

/// libgit2, which counts who uses it.
class git_library
{
public:
    git_library() { git_libgit2_init(); }
    git_library(const git_library&) = delete;
    git_library& operator=(const git_library&) = delete;
    ~git_library() { git_libgit2_shutdown(); }
};

template <auto Free>
struct freed_by
{
    void operator()(auto* object) const { Free(object); }
};

using repository = std::unique_ptr<git_repository, freed_by<git_repository_free>>;
using reference = std::unique_ptr<git_reference, freed_by<git_reference_free>>;
using config = std::unique_ptr<git_config, freed_by<git_config_free>>;
using config_iterator = std::unique_ptr<git_config_iterator, freed_by<git_config_iterator_free>>;
using object = std::unique_ptr<git_object, freed_by<git_object_free>>;
using difference = std::unique_ptr<git_diff, freed_by<git_diff_free>>;

/// The repository that a path stands in.
inline repository repository_at(const std::filesystem::path& path)
{
    git_repository* found = nullptr;
    git_repository_open_ext(&found, path.c_str(), 0, nullptr);
    return repository(found);
}

} // namespace mltrack::fluent::detail
