#pragma once

#include <mltrack/schema/endpoint.hpp>
#include <mltrack/schema/field/bounded.hpp>
#include <mltrack/schema/field/required.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

/// @file
/// How clients move artifacts right to and from a cloud's storage, by URLs that the server signs. A server whose
/// repository has no such URLs answers `not_implemented`: clients use its proxy then.

namespace mltrack::schema {

/// Headers that a client sends along, by name.
using header_map = std::map<std::string, std::string>;

/// Where a part of an artifact is put.
struct multipart_upload_credential
{
    std::string url{};
    std::int64_t part_number = 0; ///< From 1.
    header_map headers{};
};

/// A part of an artifact that was put.
struct multipart_upload_part
{
    std::int64_t part_number = 0; ///< From 1.
    std::string etag{};           ///< As the storage answered it.
    std::string url{};
};

struct create_multipart_upload
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow-artifacts/mpu/create/{artifact_path...}";
    static constexpr std::string_view summary = "Begin to upload a file of the server's artifact root in parts.";
    static constexpr bool changes_artifacts = true;

    struct request
    {
        required<std::string> artifact_path; ///< The file below the root.
        required<std::string> path;          ///< The file on the client's machine.
        std::int64_t num_parts = 0;
    };
    struct response
    {
        std::string upload_id{};
        std::vector<multipart_upload_credential> credentials{}; ///< One a part.
    };
};

struct complete_multipart_upload
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow-artifacts/mpu/complete/{artifact_path...}";
    static constexpr std::string_view summary = "Make the parts that were uploaded a file.";
    static constexpr bool changes_artifacts = true;

    struct request
    {
        required<std::string> artifact_path; ///< The file below the root.
        required<std::string> path;          ///< The file on the client's machine.
        std::string upload_id{};
        required<std::vector<multipart_upload_part>> parts;
    };
    using response = empty;
};

struct abort_multipart_upload
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow-artifacts/mpu/abort/{artifact_path...}";
    static constexpr std::string_view summary = "Give up an upload in parts.";
    static constexpr bool changes_artifacts = true;

    struct request
    {
        required<std::string> artifact_path; ///< The file below the root.
        required<std::string> path;          ///< The file on the client's machine.
        std::string upload_id{};
    };
    using response = empty;
};

struct get_presigned_download_url
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow-artifacts/presigned/{artifact_path...}";
    static constexpr std::string_view summary = "Get a signed URL of a file of the server's artifact root.";

    struct request
    {
        required<std::string> artifact_path;
    };
    struct response
    {
        std::string url{};
        header_map headers{};
        std::optional<std::int64_t> file_size{}; ///< In bytes.
    };
};

struct create_presigned_upload_url
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/artifacts/presigned-upload-url";
    static constexpr std::string_view summary = "Get a signed URL to which an artifact is uploaded.";
    static constexpr bool changes_artifacts = true;

    struct request
    {
        id::run run_id{};       ///< Whose artifact it is; either this or `model_id`.
        std::string model_id{}; ///< The logged model whose artifact it is.
        required<std::string> path;
        std::int64_t expiration = 900; ///< For how many seconds the URL is good.
    };
    struct response
    {
        std::string presigned_url{};
        header_map headers{};
    };
};

struct create_presigned_download_url
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/artifacts/presigned-download-url";
    static constexpr std::string_view summary = "Get a signed URL from which an artifact of a run is downloaded.";

    struct request
    {
        required<id::run> run_id;
        required<std::string> path;
        bounded<1, 604'800, 300> expiration{}; ///< For how many seconds the URL is good.
    };
    struct response
    {
        std::string presigned_url{};
        header_map headers{};
        std::optional<std::int64_t> file_size{}; ///< In bytes.
    };
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::multipart_upload_credential, url, part_number, headers);
MLTRACK_REFLECT(mltrack::schema::multipart_upload_part, part_number, etag, url);
MLTRACK_REFLECT(mltrack::schema::create_multipart_upload::request, artifact_path, path, num_parts);
MLTRACK_REFLECT(mltrack::schema::create_multipart_upload::response, upload_id, credentials);
MLTRACK_REFLECT(mltrack::schema::complete_multipart_upload::request, artifact_path, path, upload_id, parts);
MLTRACK_REFLECT(mltrack::schema::abort_multipart_upload::request, artifact_path, path, upload_id);
MLTRACK_REFLECT(mltrack::schema::get_presigned_download_url::request, artifact_path);
MLTRACK_REFLECT(mltrack::schema::get_presigned_download_url::response, url, headers, file_size);
MLTRACK_REFLECT(mltrack::schema::create_presigned_upload_url::request, run_id, model_id, path, expiration);
MLTRACK_REFLECT(mltrack::schema::create_presigned_upload_url::response, presigned_url, headers);
MLTRACK_REFLECT(mltrack::schema::create_presigned_download_url::request, run_id, path, expiration);
MLTRACK_REFLECT(mltrack::schema::create_presigned_download_url::response, presigned_url, headers, file_size);
