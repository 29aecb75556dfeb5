#pragma once

#include <mltrack/fluent/value/json_value.hpp>
#include <mltrack/schema/entity/file_info.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// Artifacts of the active run, which is started when there is none; `run_id` names another run instead.
/// `artifact_file` is the path of an artifact, `artifact_path` of the folder that it goes into.
///
/// All functions block until the artifacts are where they belong. They throw `mltrack::exception`:
/// `resource_does_not_exist` for files, runs and artifacts that are not there, `invalid_parameter_value` for paths that
/// cannot be. They may be called from several threads at once.

namespace mltrack {

/// Uploads a file of this machine under its own name, or a folder with all that it holds.
MLTRACK_DECL void log_artifact(const std::filesystem::path& local, std::string_view artifact_path = {},
                               const schema::id::run& run_id = {});

/// Uploads all files below a folder of this machine, with their paths.
MLTRACK_DECL void log_artifacts(const std::filesystem::path& folder, std::string_view artifact_path = {},
                                const schema::id::run& run_id = {});

/// Makes a text an artifact: `log_text("hello", "notes/hello.txt")`.
MLTRACK_DECL void log_text(std::string_view text, std::string_view artifact_file, const schema::id::run& run_id = {});

/// Makes bytes an artifact.
MLTRACK_DECL void log_bytes(std::string_view artifact_file, std::span<const std::byte> bytes,
                            const schema::id::run& run_id = {});

/// Makes a reflected struct, a map, or other JSON an artifact, indented by two blanks. What reads YAML reads it too.
MLTRACK_DECL void log_dict(const json_value& value, std::string_view artifact_file, const schema::id::run& run_id = {});

/// The URI of an artifact; of the root of the run's artifacts by default.
MLTRACK_DECL std::string get_artifact_uri(std::string_view artifact_path = {}, const schema::id::run& run_id = {});

/// The files and folders right below a folder of the run's artifacts, by path, relative to the run's root.
MLTRACK_DECL std::vector<schema::file_info> list_artifacts(std::string_view artifact_path = {},
                                                           const schema::id::run& run_id = {});

/// Downloads what an artifact URI names (`runs:/RUN_ID/PATH`, `models:/m-…/PATH`, `file:///PATH`) into a folder, under
/// its own name; by default into a new folder for temporary files, which the caller removes. Gives where it is now.
MLTRACK_DECL std::filesystem::path download_artifacts(std::string_view artifact_uri,
                                                      const std::filesystem::path& folder = {});

/// Downloads an artifact of a run, or a folder of them; all of them by default.
template <std::same_as<schema::id::run> Id>
std::filesystem::path download_artifacts(const Id& run_id, std::string_view artifact_path = {},
                                         const std::filesystem::path& folder = {})
{
    return download_artifacts("runs:/" + run_id.value + '/' + std::string(artifact_path), folder);
}

/// All of the artifact that a URI names.
MLTRACK_DECL std::string load_text(std::string_view artifact_uri);

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/artifacts/impl/log_artifacts.ipp>
#endif
