#pragma once

#include <mltrack/artifact/any_repository.hpp>
#include <mltrack/artifact/copy.hpp>

#include <functional>
#include <memory>
#include <vector>

namespace mltrack::artifact {

/// Moves whole artifacts to and from the place where they are kept, which may be on the far side of a network. Paths
/// are below that place. All functions block, and may be called from several threads at once.
class transfer
{
public:
    /// Opens what a download is written into. Called once more when a download breaks off and begins anew.
    using opening = std::function<result<std::unique_ptr<writer>>()>;

    virtual ~transfer() = default;

    /// Whether an artifact can have this path there; asked before a first one of several is moved.
    /// Errors: `invalid_parameter_value` with what is wrong with it.
    virtual result<void> check(const relative_path&) const { return {}; }

    /// Puts all of `content` there, in place of an older artifact.
    virtual result<void> upload(std::shared_ptr<reader> content, const relative_path& path) = 0;

    /// Writes an artifact into what `open` gives, and commits it.
    /// Errors: `resource_does_not_exist` when there is none, `invalid_parameter_value` when it is a folder.
    virtual result<void> download(const relative_path& path, const opening& open) = 0;

    /// The files and folders right below a folder, by path.
    virtual result<std::vector<schema::file_info>> list(const relative_path& folder) = 0;
};

/// Moves artifacts to and from a repository.
class repository_transfer final : public transfer
{
public:
    explicit repository_transfer(any_repository repository) : repository_(std::move(repository)) {}

    result<void> upload(std::shared_ptr<reader> content, const relative_path& path) override
    {
        MLTRACK_TRY(const auto into, repository_.create(path));
        MLTRACK_CHECK(copy(*content, *into));
        return into->commit();
    }

    result<void> download(const relative_path& path, const opening& open) override
    {
        MLTRACK_TRY(const auto from, repository_.open(path));
        MLTRACK_TRY(const auto into, open());
        MLTRACK_CHECK(copy(*from, *into));
        return into->commit();
    }

    result<std::vector<schema::file_info>> list(const relative_path& folder) override
    {
        return repository_.list(folder);
    }

private:
    any_repository repository_;
};

} // namespace mltrack::artifact
