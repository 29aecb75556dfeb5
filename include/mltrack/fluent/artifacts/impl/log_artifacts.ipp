#pragma once

#include <mltrack/fluent/artifacts/log_artifacts.hpp>
#include <mltrack/fluent/impl/target_run.hpp>
#include <mltrack/tracking/artifact_location.hpp>
#include <mltrack/tracking/uri/artifact_uri.hpp>

#include <cstdlib>
#include <system_error>

namespace mltrack {
namespace fluent {

inline std::filesystem::path new_temporary_folder()
{
    std::error_code failure;
    auto pattern = (std::filesystem::temp_directory_path(failure) / "mltrack-artifacts-XXXXXX").string();
    if (failure || ::mkdtemp(pattern.data()) == nullptr)
        throw exception(error{errc::internal_error, "Cannot make the temporary folder '" + pattern +
                                                        "': set TMPDIR, or give the folder to download into"});
    return pattern;
}

/// The name that a folder is logged by: a link's own, not that of what it leads to.
inline std::string name_of_folder(const std::filesystem::path& folder)
{
    std::error_code failure;
    auto whole = std::filesystem::absolute(folder, failure).lexically_normal();
    if (failure)
        throw exception(error{errc::invalid_state, "The folder '" + folder.string() +
                                                       "' cannot be logged, as the working folder is gone (" +
                                                       failure.message() + "): name it by an absolute path"});
    return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

/// Where what a URI names is recorded.
inline tracking::any_tracking_api api_of(std::string_view artifact_uri)
{
    const auto place = tracking::parse_artifact_uri(artifact_uri).value();
    return place.run.empty() ? connections::instance().api() : target_of(place.run).api;
}

} // namespace fluent

MLTRACK_DECL void log_artifact(const std::filesystem::path& local, std::string_view artifact_path,
                               const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    std::error_code failure;
    if (!std::filesystem::is_directory(local, failure))
        return run.api.log_artifact(run.id, local, artifact_path);
    const auto name = fluent::name_of_folder(local);
    run.api.log_artifacts(run.id, local, artifact_path.empty() ? name : std::string(artifact_path) + '/' + name);
}

MLTRACK_DECL void log_artifacts(const std::filesystem::path& folder, std::string_view artifact_path,
                                const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    run.api.log_artifacts(run.id, folder, artifact_path);
}

MLTRACK_DECL void log_text(std::string_view text, std::string_view artifact_file, const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    run.api.artifacts(run.id).upload_bytes(std::string(text), artifact_file).value();
}

MLTRACK_DECL void log_bytes(std::string_view artifact_file, std::span<const std::byte> bytes,
                            const schema::id::run& run_id)
{
    log_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, artifact_file, run_id);
}

MLTRACK_DECL void log_dict(const json_value& value, std::string_view artifact_file, const schema::id::run& run_id)
{
    log_text(fluent::indented(value.text()), artifact_file, run_id);
}

MLTRACK_DECL std::string get_artifact_uri(std::string_view artifact_path, const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    const auto root = run.api.get_run({.run_id = run.id}).run.info.artifact_uri;
    return artifact_path.empty() ? root : tracking::append_to_location(root, artifact_path);
}

MLTRACK_DECL std::vector<schema::file_info> list_artifacts(std::string_view artifact_path,
                                                           const schema::id::run& run_id)
{
    auto run = fluent::target_of(run_id);
    return run.api.list_artifacts(run.id, artifact_path);
}

MLTRACK_DECL std::filesystem::path download_artifacts(std::string_view artifact_uri,
                                                      const std::filesystem::path& folder)
{
    auto api = fluent::api_of(artifact_uri);
    return tracking::download_artifacts(api, artifact_uri, folder.empty() ? fluent::new_temporary_folder() : folder)
        .value();
}

MLTRACK_DECL std::string load_text(std::string_view artifact_uri)
{
    auto api = fluent::api_of(artifact_uri);
    return tracking::read_artifact(api, artifact_uri).value();
}

} // namespace mltrack
