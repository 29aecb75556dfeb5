#pragma once

#include <mltrack/artifact/impl/root_folder.hpp>

#include <filesystem>
#include <memory>
#include <mutex>

namespace mltrack::artifact::detail {

/// The root of a local repository, which is made once something is written below it.
///
/// Thread safety: all functions may be called at the same time.
class lazy_root
{
public:
    using folder = std::shared_ptr<const root_folder>;

    explicit lazy_root(std::filesystem::path path) : path_(std::move(path)) {}

    /// The folder; null while it is not there. Errors: `invalid_parameter_value` when it is no folder or not readable.
    result<folder> find()
    {
        std::lock_guard lock(mutex_);
        if (folder_ != nullptr)
            return folder_;
        MLTRACK_TRY(folder_, open());
        return folder_;
    }

    /// The folder, made with those it stands in when it is not there. Errors: as `find`, and when it cannot be made.
    result<folder> make()
    {
        MLTRACK_TRY(auto found, find());
        if (found != nullptr)
            return found;
        std::error_code failure;
        std::filesystem::create_directories(path_, failure);
        if (failure)
            return unusable(failure.message());
        MLTRACK_TRY(found, find());
        return found != nullptr ? result<folder>(found) : unusable("it went away as soon as it was made");
    }

private:
    result<folder> open() const
    {
        std::error_code failure;
        const auto path = std::filesystem::canonical(path_, failure);
        if (failure == std::errc::no_such_file_or_directory)
            return folder();
        if (failure)
            return unusable(failure.message());
        descriptor opened(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (!opened)
            return unusable(std::generic_category().message(errno));
        return std::make_shared<const root_folder>(std::move(opened), path == "/" ? std::string() : path.string());
    }

    error unusable(const std::string& reason) const
    {
        return {errc::invalid_parameter_value, "Cannot keep artifacts in '" + quotable(path_.string()) +
                                                   "': " + reason + ". Name a folder that this program may write."};
    }

    std::filesystem::path path_;
    std::mutex mutex_;
    folder folder_;
};

} // namespace mltrack::artifact::detail
