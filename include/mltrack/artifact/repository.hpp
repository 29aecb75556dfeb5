#pragma once

#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/schema/entity/file_info.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

/// @file
/// The porting guide for artifact repositories: classes that put, get, list and delete files by relative path below a
/// root. Every operation may be called from several threads at once and may block; it throws nothing but
/// `std::bad_alloc`.

namespace mltrack::artifact {

/// How many bytes of an artifact are moved at once.
inline constexpr std::size_t piece_bytes = 256 * 1024;

/// An artifact that is being read. Used by one thread at a time.
class reader
{
public:
    virtual ~reader() = default;

    /// Reads the next bytes; how many were read, 0 at the end.
    virtual result<std::size_t> read(std::span<char> into) = 0;

    /// Goes on reading at this byte.
    virtual result<void> seek(std::uint64_t position) = 0;

    /// All of the artifact's bytes.
    virtual std::uint64_t size() const = 0;

    /// When it was last written.
    virtual schema::unix_ms modified() const = 0;
};

/// An artifact that is being written. It is there once `commit` succeeds; destroyed before, it leaves nothing behind.
/// Used by one thread at a time.
class writer
{
public:
    virtual ~writer() = default;

    /// Adds bytes.
    virtual result<void> write(std::span<const char> bytes) = 0;

    /// Makes what was written the artifact, in place of an older one.
    virtual result<void> commit() = 0;
};

namespace operation {

/// `result<vector<file_info>> list(const relative_path& folder)`: the files and folders right below a folder, by name;
/// their paths are relative to the root. None for a file or a path that is not there.
template <class Repository>
concept list = requires(Repository& repository, const relative_path& path) {
    { repository.list(path) } -> std::same_as<result<std::vector<schema::file_info>>>;
};

/// `result<unique_ptr<reader>> open(const relative_path& file)`: opens a file to read.
/// Errors: `resource_does_not_exist` when it is not there, `invalid_parameter_value` when it is a folder.
template <class Repository>
concept open = requires(Repository& repository, const relative_path& path) {
    { repository.open(path) } -> std::same_as<result<std::unique_ptr<reader>>>;
};

/// `result<unique_ptr<writer>> create(const relative_path& file)`: starts a file, with the folders it stands in.
/// Errors: `invalid_parameter_value` when it is a folder or would stand below a file.
template <class Repository>
concept create = requires(Repository& repository, const relative_path& path) {
    { repository.create(path) } -> std::same_as<result<std::unique_ptr<writer>>>;
};

/// `result<void> remove(const relative_path&)`: removes a file, or a folder with all that it holds; what is not there
/// is removed already. The root itself is never removed.
template <class Repository>
concept remove = requires(Repository& repository, const relative_path& path) {
    { repository.remove(path) } -> std::same_as<result<void>>;
};

} // namespace operation

/// A class that keeps artifacts below a root.
template <class Repository>
concept artifact_repository = operation::list<Repository> && operation::open<Repository> &&
                              operation::create<Repository> && operation::remove<Repository>;

/// Names the first operation that a class lacks to be an artifact repository, on the compiler's first error line.
template <class Repository>
constexpr bool check_artifact_repository()
{
    static_assert(operation::list<Repository>,
                  "an artifact repository needs: result<std::vector<schema::file_info>> list(const relative_path&)");
    static_assert(operation::open<Repository>,
                  "an artifact repository needs: result<std::unique_ptr<artifact::reader>> open(const relative_path&)");
    static_assert(
        operation::create<Repository>,
        "an artifact repository needs: result<std::unique_ptr<artifact::writer>> create(const relative_path&)");
    static_assert(operation::remove<Repository>,
                  "an artifact repository needs: result<void> remove(const relative_path&)");
    return true;
}

} // namespace mltrack::artifact

#include <mltrack/artifact/impl/repository_model.hpp>
