#pragma once

#include <mltrack/artifact/transfer.hpp>
#include <mltrack/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace mltrack::artifact {

/// How many files move at once unless it is said: as many as with MLflow (store/artifact/artifact_repo.py).
MLTRACK_DECL std::size_t usual_parallelism();

/// The artifacts below one root, as those of a run, between where they are kept and files of this machine. All
/// functions block, and stream: memory stays flat for files of any size.
class run_artifacts
{
public:
    explicit run_artifacts(std::shared_ptr<artifact::transfer> transfer) : transfer_(std::move(transfer)) {}

    /// Has `moved` called with the bytes of each piece that has gone up or come down; on several threads, but one at a
    /// time. A file that is sent or fetched again after a broken connection counts again.
    void on_progress(std::function<void(std::uint64_t bytes)> moved);

    /// How many files of a folder move at once, at least 1; unless it is said, two a processor, at most 20. A client
    /// has no more requests under way than its `client_options::max_connections`.
    void move_at_once(std::size_t files) { at_once_ = std::max<std::size_t>(files, 1); }

    /// Uploads a file into the folder `artifact_path`, under its own name. Links are followed.
    /// Errors: `resource_does_not_exist` when it is not there, `invalid_parameter_value` for a folder or a bad path, of
    /// which a server's proxy knows more (with `#`, or what reads as percent-encoded) than a repository.
    result<void> upload(const std::filesystem::path& file, std::string_view artifact_path = {});

    /// Uploads all files below a folder, with their paths, into the folder `artifact_path`. Links to folders, sockets,
    /// pipes and devices are left out. Errors: as `upload`, before the first file goes up for names that cannot be and
    /// links that lead nowhere; later what was uploaded before stays.
    result<void> upload_folder(const std::filesystem::path& folder, std::string_view artifact_path = {});

    /// Makes these bytes the artifact `path`. Errors: as `upload`.
    result<void> upload_bytes(std::string bytes, std::string_view path);

    /// All of an artifact, which must fit into memory. Errors: as `download`.
    result<std::string> read(std::string_view path);

    /// Downloads an artifact to a file, which is there, and complete, once this returns; the folders it stands in are
    /// made. Errors: `resource_does_not_exist` when there is no such artifact, `invalid_parameter_value` when it is a
    /// folder.
    result<void> download(std::string_view path, const std::filesystem::path& file);

    /// Downloads an artifact, or a folder with all below it, into a folder, under its own name; the empty path
    /// downloads everything right into the folder, which is made even when there is nothing. Gives where it is now.
    /// Errors: as `download`; what was downloaded before stays.
    result<std::filesystem::path> download_into(std::string_view path, const std::filesystem::path& folder);

    /// The files and folders right below a folder, by path, relative to the root.
    result<std::vector<schema::file_info>> list(std::string_view path = {});

    /// All files below a folder, by path, relative to the root; of a file, itself.
    /// Errors: `resource_does_not_exist` when there is neither.
    result<std::vector<schema::file_info>> list_files_below(std::string_view path);

private:
    result<void> put(const std::filesystem::path& file, const relative_path& path);
    result<void> get(const relative_path& path, const std::filesystem::path& file);

    std::shared_ptr<artifact::transfer> transfer_;
    std::function<void(std::uint64_t)> moved_ = [](std::uint64_t) {};
    std::size_t at_once_ = usual_parallelism();
};

} // namespace mltrack::artifact

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/artifact/impl/run_artifacts.ipp>
#endif
