#pragma once

#include <mltrack/artifact/registry.hpp>
#include <mltrack/artifact/subfolder.hpp>
#include <mltrack/schema/endpoint/artifacts.hpp>
#include <mltrack/tracking/download.hpp>
#include <mltrack/tracking/rules/lookup.hpp>
#include <mltrack/tracking/rules/small_upload.hpp>

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

inline result<download> open_file(artifact::any_repository repository, const artifact::relative_path& file)
{
    MLTRACK_TRY(auto content, repository.open(file));
    return download{std::string(file.name()), std::move(content)};
}

inline result<download> rule(context& at, const schema::download_artifact::request& request)
{
    MLTRACK_TRY(const auto file, artifact::relative_path::parse(*request.artifact_path));
    return open_file(at.artifacts, file);
}

inline result<download> rule(context& at, const schema::download_run_artifact::request& request)
{
    MLTRACK_TRY(const auto file, artifact::relative_path::parse(*request.path));
    MLTRACK_TRY(const auto info, find_run_info(at, request.run_id));
    MLTRACK_TRY(auto repository, open_artifacts(at, info.artifact_uri));
    return open_file(std::move(repository), file);
}

inline result<download> rule(context&, const schema::download_model_version_artifact::request& request)
{
    MLTRACK_CHECK(artifact::relative_path::parse(*request.path));
    if (!codec::parse_integer(*request.version))
        return invalid("version: '" + *request.version + "' is not the version of a model: it must be a whole number");
    return error{errc::resource_does_not_exist, "name: there is no version " + *request.version + " of a model '" +
                                                    *request.name + "': this server has no model registry"};
}

/// The path of a file that is to be written; `field` is what the request calls it.
inline result<artifact::relative_path> writable_path(std::string_view field, const std::string& path)
{
    if (path.ends_with('/'))
        return invalid(std::string(field) + ": '" + path + "' names a folder; name the file in it");
    return artifact::relative_path::parse(path);
}

inline result<std::unique_ptr<artifact::writer>> rule(context& at, const schema::upload_artifact::request& request)
{
    MLTRACK_TRY(const auto file, writable_path("artifact_path", *request.artifact_path));
    return at.artifacts.create(file);
}

inline result<std::unique_ptr<artifact::writer>> rule(context& at, const schema::upload_run_artifact::request& request)
{
    MLTRACK_TRY(const auto file, writable_path("path", *request.path));
    return std::make_unique<small_upload>(
        [&at, run = *request.run_uuid, file]() -> result<std::unique_ptr<artifact::writer>> {
            MLTRACK_TRY(const auto info, find_run_info(at, run));
            MLTRACK_TRY(auto repository, open_artifacts(at, info.artifact_uri));
            return repository.create(file);
        });
}

inline result<schema::empty> rule(context& at, const schema::delete_artifact::request& request)
{
    MLTRACK_TRY(const auto path, artifact::relative_path::parse(*request.artifact_path));
    MLTRACK_CHECK(at.artifacts.remove(path));
    return schema::empty();
}

} // namespace mltrack::tracking
