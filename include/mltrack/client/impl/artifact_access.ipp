#pragma once

#include <mltrack/artifact/copy.hpp>
#include <mltrack/artifact/local.hpp>
#include <mltrack/client/artifact_access.hpp>
#include <mltrack/client/message.hpp>
#include <mltrack/schema/endpoint/artifacts.hpp>

#include <algorithm>

namespace mltrack::calling {
namespace detail {

inline constexpr std::string_view proxy_scheme = "mlflow-artifacts";

/// A file of this machine: the folder it stands in and its name there.
struct local_file
{
    artifact::local folder;
    artifact::relative_path name;

    /// Links on the way to it are followed.
    static result<local_file> at(const std::filesystem::path& path)
    {
        std::error_code failure;
        const auto file = std::filesystem::weakly_canonical(path, failure);
        if (failure)
            return error{errc::invalid_parameter_value,
                         "Cannot use the file '" + path.string() + "': " + failure.message()};
        try {
            MLTRACK_TRY(auto name, artifact::relative_path::literal(file.filename().string()));
            return local_file{artifact::local(file.parent_path()), std::move(name)};
        } catch (const exception& refused) {
            return refused.error();
        }
    }
};

inline result<std::shared_ptr<artifact::reader>> open_local_file(const std::filesystem::path& path)
{
    if (std::error_code failure; !std::filesystem::exists(path, failure))
        return error{errc::resource_does_not_exist, "No file at '" + path.string() + "'"};
    MLTRACK_TRY(auto file, local_file::at(path));
    MLTRACK_TRY(auto opened, file.folder.open(file.name));
    return std::shared_ptr<artifact::reader>(std::move(opened));
}

inline std::string join(std::string_view folder, std::string_view name)
{
    return folder.empty() ? std::string(name) : std::string(folder) + '/' + std::string(name);
}

} // namespace detail

MLTRACK_DECL bool artifact_access::is_proxied() const
{
    return artifact::scheme_of(root_) == detail::proxy_scheme;
}

/// The path below the server's artifact root of a path below the run's.
MLTRACK_DECL result<std::string> artifact_access::proxied_path(std::string_view path) const
{
    auto root = std::string_view(root_).substr(detail::proxy_scheme.size() + 1);
    if (root.starts_with("//") && !root.starts_with("///"))
        return error{errc::invalid_parameter_value, "The run's artifacts are at '" + root_ +
                                                        "', the proxy of another server: connect a client to that one"};
    root.remove_prefix(std::min(root.find_first_not_of('/'), root.size()));
    MLTRACK_TRY(const auto below, artifact::relative_path::parse(path));
    return below.is_root() ? std::string(root) : detail::join(root, below.text());
}

MLTRACK_DECL result<void> artifact_access::send(std::shared_ptr<artifact::reader> content, const std::string& path)
{
    using endpoint = schema::upload_artifact;
    MLTRACK_TRY(auto target, proxied_path(path));
    auto request = request_of<endpoint>({.artifact_path = std::move(target)});
    request.upload = std::move(content);
    return check_answer(engine_.address(), route_of<endpoint>, engine_.run(std::move(request)));
}

MLTRACK_DECL result<void> artifact_access::put(const std::filesystem::path& file, const std::string& path)
{
    MLTRACK_TRY(auto content, detail::open_local_file(file));
    if (is_proxied())
        return send(std::move(content), path);
    MLTRACK_TRY(const auto target, artifact::relative_path::literal(path));
    MLTRACK_TRY(auto repository, repositories_.open(root_));
    MLTRACK_TRY(const auto writer, repository.create(target));
    MLTRACK_CHECK(artifact::copy(*content, *writer));
    return writer->commit();
}

MLTRACK_DECL result<void> artifact_access::upload(const std::filesystem::path& file, std::string_view artifact_path)
{
    return put(file, detail::join(artifact_path, file.filename().string()));
}

MLTRACK_DECL result<void> artifact_access::upload_folder(const std::filesystem::path& folder,
                                                         std::string_view artifact_path)
{
    std::error_code failure;
    std::filesystem::recursive_directory_iterator each(folder, failure);
    for (; !failure && each != std::filesystem::end(each); each.increment(failure))
        if (each->is_regular_file(failure))
            MLTRACK_CHECK(
                put(each->path(), detail::join(artifact_path, each->path().lexically_relative(folder).string())));
    if (failure)
        return error{errc::invalid_parameter_value,
                     "Cannot upload the folder '" + folder.string() + "': " + failure.message()};
    return {};
}

MLTRACK_DECL result<void> artifact_access::download(std::string_view path, const std::filesystem::path& file)
{
    using endpoint = schema::download_artifact;
    MLTRACK_TRY(auto target, detail::local_file::at(file));
    if (is_proxied()) {
        MLTRACK_TRY(auto source, proxied_path(path));
        auto request = request_of<endpoint>({.artifact_path = std::move(source)});
        request.download = [&target] { return target.folder.create(target.name); };
        return check_answer(engine_.address(), route_of<endpoint>, engine_.run(std::move(request)));
    }
    MLTRACK_TRY(const auto source, artifact::relative_path::literal(path));
    MLTRACK_TRY(auto repository, repositories_.open(root_));
    MLTRACK_TRY(const auto reader, repository.open(source));
    MLTRACK_TRY(const auto writer, target.folder.create(target.name));
    MLTRACK_CHECK(artifact::copy(*reader, *writer));
    return writer->commit();
}

MLTRACK_DECL result<std::vector<schema::file_info>> artifact_access::list(std::string_view path)
{
    if (!is_proxied()) {
        MLTRACK_TRY(const auto folder, artifact::relative_path::literal(path));
        MLTRACK_TRY(auto repository, repositories_.open(root_));
        return repository.list(folder);
    }
    using endpoint = schema::list_proxied_artifacts;
    MLTRACK_TRY(const auto folder, artifact::relative_path::parse(path));
    MLTRACK_TRY(auto below_root, proxied_path(path));
    MLTRACK_TRY(auto answer, response_of<endpoint>(engine_.address(),
                                                   engine_.run(request_of<endpoint>({.path = std::move(below_root)}))));
    for (auto& file : answer.files)
        file.path = detail::join(folder.text(), file.path);
    std::sort(answer.files.begin(), answer.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return std::move(answer.files);
}

} // namespace mltrack::calling
