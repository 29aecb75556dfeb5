#pragma once

#include <mltrack/artifact/registry.hpp>
#include <mltrack/artifact/relative_path.hpp>
#include <mltrack/schema/endpoint/artifact_transfers.hpp>
#include <mltrack/tracking/rules/logged_models.hpp>

/// @file
/// None of the repositories signs URLs: requests are checked as MLflow checks them, and what is right is answered
/// `not_implemented`, as by MLflow over a folder.

namespace mltrack::tracking {

/// Why an artifact does not go by a signed URL. `what` is `Multipart upload` or the like. MLflow's Python client goes
/// on without when the message begins with these very words, and fails otherwise.
inline error no_signed_url(std::string_view what, std::string_view instead)
{
    return {errc::not_implemented,
            std::string(what) + " is not supported for the current artifact repository: use " + std::string(instead)};
}

/// The same for a file of the proxy's, after its path has been looked at.
inline error no_proxied_transfer(context& at, std::string_view path, std::string_view what)
{
    const auto file = artifact::relative_path::parse(path);
    if (file.has_error())
        return file.error();
    // A server that serves no artifacts says so.
    if (auto served = at.artifacts.list(*file); served.has_error())
        return std::move(served).error();
    return no_signed_url(what, "mlflow-artifacts/artifacts");
}

inline result<schema::create_multipart_upload::response> rule(context& at,
                                                              const schema::create_multipart_upload::request& request)
{
    return no_proxied_transfer(at, *request.artifact_path, "Multipart upload");
}

inline result<schema::empty> rule(context& at, const schema::complete_multipart_upload::request& request)
{
    return no_proxied_transfer(at, *request.artifact_path, "Multipart upload");
}

inline result<schema::empty> rule(context& at, const schema::abort_multipart_upload::request& request)
{
    return no_proxied_transfer(at, *request.artifact_path, "Multipart upload");
}

inline result<schema::get_presigned_download_url::response>
rule(context& at, const schema::get_presigned_download_url::request& request)
{
    return no_proxied_transfer(at, *request.artifact_path, "Multipart download");
}

/// Why an artifact below a root does not go by a signed URL.
inline error no_transfer_from(std::string_view root, std::string_view what)
{
    const auto scheme = artifact::scheme_of(root);
    if (scheme == "mlflow-artifacts" || scheme == "http" || scheme == "https")
        return invalid("the artifacts are behind a server, at '" + std::string(root) +
                       "': use its proxy instead of signed URLs");
    return no_signed_url(what, "the artifact_uri, '" + std::string(root) + "'");
}

/// Why an artifact of a run does not go by a signed URL.
inline error no_transfer_of_run(context& at, const schema::id::run& id, std::string_view path, std::string_view what)
{
    if (const auto file = artifact::relative_path::parse(path); file.has_error())
        return file.error();
    const auto run = find_run_info(at, id);
    return run.has_error() ? run.error() : no_transfer_from(run->artifact_uri, what);
}

inline result<schema::create_presigned_upload_url::response>
rule(context& at, const schema::create_presigned_upload_url::request& request)
{
    constexpr std::string_view what = "Presigned upload";
    if (request.run_id.empty() == request.model_id.empty())
        return invalid("run_id and model_id: give one of the two, not " +
                       std::string(request.run_id.empty() ? "neither" : "both"));
    if (!request.run_id.empty())
        return no_transfer_of_run(at, request.run_id, *request.path, what);
    MLTRACK_CHECK(artifact::relative_path::parse(*request.path));
    MLTRACK_TRY(const auto model, find_active_model(at, request.model_id));
    return no_transfer_from(model.info.artifact_uri, what);
}

inline result<schema::create_presigned_download_url::response>
rule(context& at, const schema::create_presigned_download_url::request& request)
{
    return no_transfer_of_run(at, request.run_id, *request.path, "Presigned download");
}

} // namespace mltrack::tracking
