#pragma once

#include <mltrack/artifact/repository.hpp>

#include <utility>

namespace mltrack::artifact {

/// A folder of another repository as a repository of its own.
class subfolder
{
public:
    subfolder(any_repository whole, relative_path folder) : whole_(std::move(whole)), folder_(std::move(folder)) {}

    result<std::vector<schema::file_info>> list(const relative_path& path)
    {
        auto files = whole_.list(folder_ / path);
        if (files && !folder_.is_root())
            for (auto& file : *files)
                file.path.erase(0, folder_.text().size() + 1);
        return files;
    }

    result<std::unique_ptr<reader>> open(const relative_path& file) { return whole_.open(folder_ / file); }
    result<std::unique_ptr<writer>> create(const relative_path& file) { return whole_.create(folder_ / file); }
    result<void> remove(const relative_path& path) { return whole_.remove(folder_ / path); }

private:
    any_repository whole_;
    relative_path folder_;
};

static_assert(artifact_repository<subfolder>);

} // namespace mltrack::artifact
