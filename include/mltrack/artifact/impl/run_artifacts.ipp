#pragma once

#include <mltrack/artifact/local.hpp>
#include <mltrack/artifact/run_artifacts.hpp>

#include <algorithm>

namespace mltrack::artifact {
namespace detail {

/// A file of this machine: the folder it stands in and its name there.
struct local_file
{
    local folder;
    relative_path name;

    /// Links on the way to it are followed.
    static result<local_file> at(const std::filesystem::path& path)
    {
        std::error_code failure;
        const auto file = std::filesystem::weakly_canonical(path, failure);
        if (failure)
            return error{errc::invalid_parameter_value,
                         "Cannot use the file '" + path.string() + "': " + failure.message()};
        try {
            MLTRACK_TRY(auto name, relative_path::literal(file.filename().string()));
            return local_file{local(file.parent_path()), std::move(name)};
        } catch (const exception& refused) {
            return refused.error();
        }
    }
};

/// Tells of each piece that is read.
class observed_reader final : public reader
{
public:
    observed_reader(std::unique_ptr<reader> source, std::function<void(std::uint64_t)> moved)
        : source_(std::move(source)), moved_(std::move(moved))
    {
    }

    result<std::size_t> read(std::span<char> into) override
    {
        auto count = source_->read(into);
        if (count)
            moved_(*count);
        return count;
    }

    result<void> seek(std::uint64_t position) override { return source_->seek(position); }
    std::uint64_t size() const override { return source_->size(); }
    schema::unix_ms modified() const override { return source_->modified(); }

private:
    std::unique_ptr<reader> source_;
    std::function<void(std::uint64_t)> moved_;
};

/// Tells of each piece that is written.
class observed_writer final : public writer
{
public:
    observed_writer(std::unique_ptr<writer> target, std::function<void(std::uint64_t)> moved)
        : target_(std::move(target)), moved_(std::move(moved))
    {
    }

    result<void> write(std::span<const char> bytes) override
    {
        MLTRACK_CHECK(target_->write(bytes));
        moved_(bytes.size());
        return {};
    }

    result<void> commit() override { return target_->commit(); }

private:
    std::unique_ptr<writer> target_;
    std::function<void(std::uint64_t)> moved_;
};

} // namespace detail

MLTRACK_DECL result<void> run_artifacts::put(const std::filesystem::path& file, const relative_path& path)
{
    if (std::error_code failure; !std::filesystem::exists(file, failure))
        return error{errc::resource_does_not_exist, "No file at '" + file.string() + "'"};
    MLTRACK_TRY(auto source, detail::local_file::at(file));
    MLTRACK_TRY(auto content, source.folder.open(source.name));
    return transfer_->upload(std::make_shared<detail::observed_reader>(std::move(content), moved_), path);
}

MLTRACK_DECL result<void> run_artifacts::get(const relative_path& path, const std::filesystem::path& file)
{
    MLTRACK_TRY(auto target, detail::local_file::at(file));
    return transfer_->download(path, [&]() -> result<std::unique_ptr<writer>> {
        MLTRACK_TRY(auto into, target.folder.create(target.name));
        return std::unique_ptr<writer>(std::make_unique<detail::observed_writer>(std::move(into), moved_));
    });
}

MLTRACK_DECL result<void> run_artifacts::upload(const std::filesystem::path& file, std::string_view artifact_path)
{
    MLTRACK_TRY(const auto folder, relative_path::literal(artifact_path));
    MLTRACK_TRY(const auto name, relative_path::literal(file.filename().string()));
    return put(file, folder / name);
}

MLTRACK_DECL result<void> run_artifacts::upload_folder(const std::filesystem::path& folder,
                                                       std::string_view artifact_path)
{
    MLTRACK_TRY(const auto into, relative_path::literal(artifact_path));
    std::error_code failure;
    std::filesystem::recursive_directory_iterator each(folder, failure);
    for (; !failure && each != std::filesystem::end(each); each.increment(failure))
        if (each->is_regular_file(failure)) {
            MLTRACK_TRY(const auto path, relative_path::literal(each->path().lexically_relative(folder).string()));
            MLTRACK_CHECK(put(each->path(), into / path));
        }
    if (failure)
        return error{errc::invalid_parameter_value,
                     "Cannot upload the folder '" + folder.string() + "': " + failure.message()};
    return {};
}

MLTRACK_DECL result<void> run_artifacts::download(std::string_view path, const std::filesystem::path& file)
{
    MLTRACK_TRY(const auto from, relative_path::literal(path));
    return get(from, file);
}

MLTRACK_DECL result<std::filesystem::path> run_artifacts::download_into(std::string_view path,
                                                                        const std::filesystem::path& folder)
{
    MLTRACK_TRY(const auto top, relative_path::literal(path));
    MLTRACK_TRY(const auto files, list_files_below(path));
    const auto cut = top.text().size() - top.name().size();
    for (const auto& file : files) {
        MLTRACK_TRY(const auto from, relative_path::literal(file.path));
        MLTRACK_CHECK(get(from, folder / from.text().substr(cut)));
    }
    return top.is_root() ? folder : folder / top.name();
}

MLTRACK_DECL result<std::vector<schema::file_info>> run_artifacts::list(std::string_view path)
{
    MLTRACK_TRY(const auto folder, relative_path::literal(path));
    return transfer_->list(folder);
}

MLTRACK_DECL result<std::vector<schema::file_info>> run_artifacts::list_files_below(std::string_view path)
{
    MLTRACK_TRY(const auto top, relative_path::literal(path));
    std::vector<schema::file_info> found, files;
    if (!top.is_root()) {
        MLTRACK_TRY(const auto folder,
                    relative_path::literal(top.text().substr(0, top.text().size() - top.name().size())));
        MLTRACK_TRY(const auto beside, transfer_->list(folder));
        const auto self =
            std::find_if(beside.begin(), beside.end(), [&](auto& file) { return file.path == top.text(); });
        if (self == beside.end())
            return error{errc::resource_does_not_exist, "The run has no artifact '" + top.text() + "'"};
        found.push_back(*self);
    } else {
        MLTRACK_TRY(found, transfer_->list(top));
    }
    while (!found.empty()) {
        auto next = std::move(found.back());
        found.pop_back();
        if (!next.is_dir) {
            files.push_back(std::move(next));
            continue;
        }
        MLTRACK_TRY(const auto folder, relative_path::literal(next.path));
        MLTRACK_TRY(auto below, transfer_->list(folder));
        std::move(below.begin(), below.end(), std::back_inserter(found));
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

} // namespace mltrack::artifact
