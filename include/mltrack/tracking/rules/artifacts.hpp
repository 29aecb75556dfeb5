#pragma once

#include <mltrack/artifact/registry.hpp>
#include <mltrack/artifact/subfolder.hpp>
#include <mltrack/schema/endpoint/artifacts.hpp>
#include <mltrack/tracking/rules/lookup.hpp>

namespace mltrack::tracking {

/// The repository whose root is this URI; `mlflow-artifacts:` URIs lead to the proxy's, whatever host they name.
inline result<artifact::any_repository> open_artifacts(context& at, std::string_view uri)
{
    if (artifact::scheme_of(uri) != "mlflow-artifacts")
        return at.registry.open(uri);
    uri.remove_prefix(uri.find(':') + 1);
    if (uri.starts_with("//"))
        uri.remove_prefix(std::min(uri.size(), uri.find('/', 2)));
    uri.remove_prefix(std::min(uri.size(), uri.find_first_not_of('/')));
    MLTRACK_TRY(auto folder, artifact::relative_path::parse(uri));
    return artifact::any_repository(artifact::subfolder(at.artifacts, std::move(folder)));
}

/// The files as answers show them: MLflow tells no size of empty ones.
inline std::vector<schema::file_info> shown(std::vector<schema::file_info> files)
{
    for (auto& file : files)
        if (file.file_size == 0)
            file.file_size.reset();
    return files;
}

inline result<schema::list_artifacts::response> rule(context& at, const schema::list_artifacts::request& request)
{
    MLTRACK_TRY(const auto folder, artifact::relative_path::parse(request.path));
    MLTRACK_TRY(auto info, find_run_info(at, request.run_id));
    MLTRACK_TRY(auto repository, open_artifacts(at, info.artifact_uri));
    MLTRACK_TRY(auto files, repository.list(folder));
    return schema::list_artifacts::response{.root_uri = std::move(info.artifact_uri), .files = shown(std::move(files))};
}

inline result<schema::list_proxied_artifacts::response> rule(context& at,
                                                             const schema::list_proxied_artifacts::request& request)
{
    MLTRACK_TRY(const auto folder, artifact::relative_path::parse(request.path));
    MLTRACK_TRY(auto files, at.artifacts.list(folder));
    for (auto& file : files)
        file.path.erase(0, file.path.rfind('/') + 1);
    return schema::list_proxied_artifacts::response{.files = shown(std::move(files))};
}

inline result<std::unique_ptr<artifact::reader>> rule(context& at, const schema::download_artifact::request& request)
{
    MLTRACK_TRY(const auto file, artifact::relative_path::parse(*request.artifact_path));
    return at.artifacts.open(file);
}

inline result<std::unique_ptr<artifact::writer>> rule(context& at, const schema::upload_artifact::request& request)
{
    if (request.artifact_path->ends_with('/'))
        return invalid("artifact_path: '" + *request.artifact_path + "' names a folder; name the file in it");
    MLTRACK_TRY(const auto file, artifact::relative_path::parse(*request.artifact_path));
    return at.artifacts.create(file);
}

inline result<schema::empty> rule(context& at, const schema::delete_artifact::request& request)
{
    MLTRACK_TRY(const auto path, artifact::relative_path::parse(*request.artifact_path));
    MLTRACK_CHECK(at.artifacts.remove(path));
    return schema::empty();
}

} // namespace mltrack::tracking
