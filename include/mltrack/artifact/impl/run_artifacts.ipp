#pragma once

#include <mltrack/artifact/for_each_index.hpp>
#include <mltrack/artifact/in_memory.hpp>
#include <mltrack/artifact/local.hpp>
#include <mltrack/artifact/run_artifacts.hpp>

#include <algorithm>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

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

/// Where a file of this machine goes as an artifact, which is asked before anything moves.
inline result<relative_path> target_of(const transfer& transfer, const std::filesystem::path& file,
                                       const relative_path& folder, const std::string& name)
{
    const auto target = [&]() -> result<relative_path> {
        MLTRACK_TRY(const auto path, relative_path::literal(name));
        MLTRACK_CHECK(transfer.check(folder / path));
        return folder / path;
    }();
    if (target.has_error())
        return error{target.error().code,
                     "Cannot upload '" + file.string() + "': rename the file: " + target.error().message};
    return target;
}

/// What is right below a folder. Errors: those of the transfer; `internal_error` for an entry that is not below the
/// folder, such as the folder itself, which whoever walks down would walk for ever.
inline result<std::vector<schema::file_info>> entries_of(transfer& transfer, const relative_path& folder)
{
    MLTRACK_TRY(auto entries, transfer.list(folder));
    const auto begin = folder.is_root() ? std::string() : folder.text() + '/';
    for (const auto& entry : entries) {
        // What is no path is refused where it is used: other files can be listed beside it.
        const auto path = relative_path::literal(entry.path);
        if (path && (path->text().size() <= begin.size() || !path->text().starts_with(begin)))
            return error{errc::internal_error, "The place of the artifacts lists '" + entry.path + "' in the folder '" +
                                                   folder.text() + "', where it cannot be"};
    }
    return entries;
}

/// Whether this is a file to upload, as which a link to one counts. Errors: for a link that leads nowhere.
inline result<bool> is_file(const std::filesystem::directory_entry& entry)
{
    std::error_code failure;
    const bool answer = entry.is_regular_file(failure);
    if (failure)
        return error{errc::invalid_parameter_value,
                     "Cannot upload '" + entry.path().string() + "': remove or mend the link: " + failure.message()};
    return answer;
}

} // namespace detail

MLTRACK_DECL std::size_t usual_parallelism()
{
    return std::clamp<std::size_t>(std::thread::hardware_concurrency() * 2, 2, 20);
}

MLTRACK_DECL void run_artifacts::on_progress(std::function<void(std::uint64_t bytes)> moved)
{
    moved_ = [moved = std::move(moved), mutex = std::make_shared<std::mutex>()](std::uint64_t bytes) {
        std::lock_guard lock(*mutex);
        moved(bytes);
    };
}

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
    if (std::error_code failure; std::filesystem::is_directory(file, failure))
        return error{
            errc::invalid_parameter_value,
            "'" + file.string() +
                "' is a folder: log_artifacts ('mltrack artifacts log-artifacts') and upload_folder take those"};
    MLTRACK_TRY(const auto folder, relative_path::literal(artifact_path));
    MLTRACK_CHECK(transfer_->check(folder));
    MLTRACK_TRY(const auto path, detail::target_of(*transfer_, file, folder, file.filename().string()));
    return put(file, path);
}

MLTRACK_DECL result<void> run_artifacts::upload_folder(const std::filesystem::path& folder,
                                                       std::string_view artifact_path)
{
    MLTRACK_TRY(const auto into, relative_path::literal(artifact_path));
    MLTRACK_CHECK(transfer_->check(into));
    std::vector<std::pair<std::filesystem::path, relative_path>> files;
    std::error_code failure;
    std::filesystem::recursive_directory_iterator each(folder, failure);
    for (; !failure && each != std::filesystem::end(each); each.increment(failure)) {
        MLTRACK_TRY(const bool is_file, detail::is_file(*each));
        if (!is_file)
            continue;
        const auto name = each->path().lexically_relative(folder).string();
        MLTRACK_TRY(auto path, detail::target_of(*transfer_, each->path(), into, name));
        files.emplace_back(each->path(), std::move(path));
    }
    if (failure)
        return error{errc::invalid_parameter_value,
                     "Cannot upload the folder '" + folder.string() + "': " + failure.message()};
    return for_each_index(files.size(), at_once_,
                          [&](std::size_t index) { return put(files[index].first, files[index].second); });
}

MLTRACK_DECL result<void> run_artifacts::upload_bytes(std::string bytes, std::string_view path)
{
    MLTRACK_TRY(const auto to, relative_path::literal(path));
    if (to.is_root())
        return error{errc::invalid_parameter_value, "artifact path: it is empty: give the artifact a name"};
    MLTRACK_CHECK(transfer_->check(to));
    return transfer_->upload(
        std::make_shared<detail::observed_reader>(std::make_unique<memory_reader>(std::move(bytes)), moved_), to);
}

MLTRACK_DECL result<std::string> run_artifacts::read(std::string_view path)
{
    MLTRACK_TRY(const auto from, relative_path::literal(path));
    const auto content = std::make_shared<std::string>();
    MLTRACK_CHECK(transfer_->download(from, [&]() -> result<std::unique_ptr<writer>> {
        return std::unique_ptr<writer>(
            std::make_unique<detail::observed_writer>(std::make_unique<memory_writer>(content), moved_));
    }));
    return std::move(*content);
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
    MLTRACK_CHECK(for_each_index(files.size(), at_once_, [&](std::size_t index) -> result<void> {
        MLTRACK_TRY(const auto from, relative_path::literal(files[index].path));
        return get(from, folder / from.text().substr(cut));
    }));
    const auto where = top.is_root() ? folder : folder / top.name();
    if (std::error_code failure; files.empty() && !std::filesystem::create_directories(where, failure) && failure)
        return error{errc::invalid_parameter_value,
                     "Cannot make the folder '" + where.string() + "': " + failure.message()};
    return where;
}

MLTRACK_DECL result<std::vector<schema::file_info>> run_artifacts::list(std::string_view path)
{
    MLTRACK_TRY(const auto folder, relative_path::literal(path));
    return detail::entries_of(*transfer_, folder);
}

MLTRACK_DECL result<std::vector<schema::file_info>> run_artifacts::list_files_below(std::string_view path)
{
    MLTRACK_TRY(const auto top, relative_path::literal(path));
    std::vector<schema::file_info> found, files;
    if (!top.is_root()) {
        MLTRACK_TRY(const auto folder,
                    relative_path::literal(top.text().substr(0, top.text().size() - top.name().size())));
        MLTRACK_TRY(const auto beside, detail::entries_of(*transfer_, folder));
        const auto self =
            std::find_if(beside.begin(), beside.end(), [&](auto& file) { return file.path == top.text(); });
        if (self == beside.end())
            return error{errc::resource_does_not_exist, "There is no artifact '" + top.text() + "'"};
        found.push_back(*self);
    } else {
        MLTRACK_TRY(found, detail::entries_of(*transfer_, top));
    }
    while (!found.empty()) {
        auto next = std::move(found.back());
        found.pop_back();
        if (!next.is_dir) {
            files.push_back(std::move(next));
            continue;
        }
        MLTRACK_TRY(const auto folder, relative_path::literal(next.path));
        MLTRACK_TRY(auto below, detail::entries_of(*transfer_, folder));
        std::move(below.begin(), below.end(), std::back_inserter(found));
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

} // namespace mltrack::artifact
