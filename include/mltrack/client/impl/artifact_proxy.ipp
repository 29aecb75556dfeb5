#pragma once

#include <mltrack/client/artifact_proxy.hpp>
#include <mltrack/client/impl/multipart_upload.hpp>
#include <mltrack/client/message.hpp>
#include <mltrack/schema/endpoint/artifacts.hpp>
#include <mltrack/schema/endpoint/server_info.hpp>

#include <algorithm>

namespace mltrack::calling {
namespace detail {

inline constexpr std::string_view proxy_scheme = "mlflow-artifacts";

} // namespace detail

MLTRACK_DECL result<artifact_proxy> artifact_proxy::below(std::string_view uri, calling::engine& engine)
{
    auto path = uri.substr(detail::proxy_scheme.size() + 1);
    if (path.starts_with("//") && !path.starts_with("///"))
        return error{errc::invalid_parameter_value, "The run's artifacts are at '" + std::string(uri) +
                                                        "', the proxy of another server: connect a client to that one"};
    path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
    MLTRACK_TRY(auto root, artifact::relative_path::parse(path));
    return artifact_proxy(engine, std::move(root));
}

MLTRACK_DECL result<std::string> artifact_proxy::target_of(const artifact::relative_path& path) const
{
    MLTRACK_TRY(const auto read, artifact::relative_path::parse(path.text()));
    if (read.text() != path.text())
        return error{errc::invalid_parameter_value, "artifact path: the server would take '" + path.text() + "' for '" +
                                                        read.text() + "': give it another name"};
    return (root_ / path).text();
}

MLTRACK_DECL result<void> artifact_proxy::check(const artifact::relative_path& path) const
{
    MLTRACK_CHECK(target_of(path));
    return {};
}

MLTRACK_DECL result<void> artifact_proxy::upload(std::shared_ptr<artifact::reader> content,
                                                 const artifact::relative_path& path)
{
    using endpoint = schema::upload_artifact;
    MLTRACK_TRY(auto target, target_of(path));
    if (goes_in_parts(content->size())) {
        const auto name = path.name();
        const auto folder =
            std::string_view(target).substr(0, target.size() - std::min(target.size(), name.size() + 1));
        auto sent = detail::multipart_upload(engine_, std::string(folder), std::string(name)).run(content);
        if (sent || sent.error().code != errc::not_implemented)
            return sent;
    }
    auto request = request_of<endpoint>({.artifact_path = std::move(target)});
    request.upload = std::move(content);
    return check_answer(engine_.address(), route_of<endpoint>, engine_.run(std::move(request)));
}

MLTRACK_DECL bool artifact_proxy::goes_in_parts(std::uint64_t size) const
{
    using endpoint = schema::get_server_info;
    const auto& options = engine_.options().multipart;
    // Small ones spare the question.
    if (size < options.minimum_bytes || size == 0)
        return false;
    if (options.uploads)
        return *options.uploads;
    // Servers before MLflow 3.13 do not know the question.
    const auto info = response_of<endpoint>(engine_.address(), engine_.run(request_of<endpoint>({})));
    return info && info->multipart_uploads_enabled;
}

MLTRACK_DECL result<void> artifact_proxy::download(const artifact::relative_path& path, const opening& open)
{
    using endpoint = schema::download_artifact;
    MLTRACK_TRY(auto target, target_of(path));
    auto request = request_of<endpoint>({.artifact_path = std::move(target)});
    request.download = open;
    request.progress = std::make_shared<transport::download_progress>();
    return check_answer(engine_.address(), route_of<endpoint>, engine_.run(std::move(request)));
}

MLTRACK_DECL result<std::vector<schema::file_info>> artifact_proxy::list(const artifact::relative_path& folder)
{
    using endpoint = schema::list_proxied_artifacts;
    MLTRACK_TRY(auto target, target_of(folder));
    MLTRACK_TRY(auto answer, response_of<endpoint>(engine_.address(),
                                                   engine_.run(request_of<endpoint>({.path = std::move(target)}))));
    for (auto& file : answer.files)
        if (!folder.is_root())
            file.path = folder.text() + '/' + file.path;
    std::sort(answer.files.begin(), answer.files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return std::move(answer.files);
}

MLTRACK_DECL result<std::shared_ptr<artifact::transfer>> transfer_below(std::string_view uri, calling::engine& engine,
                                                                        const artifact::registry& repositories)
{
    if (artifact::scheme_of(uri) == detail::proxy_scheme) {
        MLTRACK_TRY(auto proxy, artifact_proxy::below(uri, engine));
        return std::make_shared<artifact_proxy>(std::move(proxy));
    }
    MLTRACK_TRY(auto repository, repositories.open(uri));
    return std::make_shared<artifact::repository_transfer>(std::move(repository));
}

} // namespace mltrack::calling
