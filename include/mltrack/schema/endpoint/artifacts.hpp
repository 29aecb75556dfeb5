#pragma once

#include <mltrack/schema/endpoint/runs.hpp>
#include <mltrack/schema/entity/file_info.hpp>

namespace mltrack::schema {

struct list_artifacts
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/artifacts/list";
    static constexpr std::string_view summary = "List one level of a run's artifacts.";

    struct request
    {
        run_reference run_id;
        std::string path{};       ///< A folder below the run's root; empty: the root.
        std::string page_token{}; ///< Not used: every answer is complete.
    };
    struct response
    {
        std::string root_uri{};
        std::vector<file_info> files{}; ///< By path, relative to the root.
        std::optional<std::string> next_page_token{};
    };
};

/// The artifact proxy: files of the server's own artifact root, for clients without access to it.
struct list_proxied_artifacts
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow-artifacts/artifacts";
    static constexpr std::string_view summary = "List one level of the server's artifact root.";

    struct request
    {
        std::string path{}; ///< A folder below the root; empty: the root.
    };
    struct response
    {
        std::vector<file_info> files{}; ///< By name, relative to the folder.
    };
};

struct download_artifact
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow-artifacts/artifacts/{artifact_path...}";
    static constexpr std::string_view summary = "Download a file of the server's artifact root.";

    struct request
    {
        required<std::string> artifact_path;
    };
    using response = octets;
};

struct upload_artifact
{
    static constexpr auto method = verb::put;
    static constexpr std::string_view path = "mlflow-artifacts/artifacts/{artifact_path...}";
    static constexpr std::string_view summary = "Write a file of the server's artifact root.";

    struct request
    {
        required<std::string> artifact_path;
    };
    using body = octets;
    using response = empty;
};

/// For browsers, which save the file.
struct download_run_artifact
{
    static constexpr auto method = verb::get;
    static constexpr prefixes below = prefix::root;
    static constexpr std::string_view path = "get-artifact";
    static constexpr std::string_view summary = "Download an artifact of a run, a deleted one too.";

    struct request
    {
        run_reference run_id;
        required<std::string> path; ///< A file below the run's root.
    };
    using response = octets;
};

/// MLflow has it for its web pages alone, and calls the run `run_uuid` here.
struct upload_run_artifact
{
    static constexpr auto method = verb::post;
    static constexpr prefixes below = prefix::ajax;
    static constexpr std::string_view path = "mlflow/upload-artifact";
    static constexpr std::string_view summary = "Write an artifact of a run, of 1 byte to 10 MiB.";

    struct request
    {
        required<id::run> run_uuid;
        required<std::string> path; ///< A file below the run's root.
    };
    using body = octets;
    using response = empty;
};

/// Models are registered elsewhere: no version is known here.
struct download_model_version_artifact
{
    static constexpr auto method = verb::get;
    static constexpr prefixes below = prefix::root;
    static constexpr std::string_view path = "model-versions/get-artifact";
    static constexpr std::string_view summary = "Download an artifact of a registered model's version.";

    struct request
    {
        required<std::string> name;    ///< The registered model's.
        required<std::string> version; ///< A whole number.
        required<std::string> path;    ///< A file below the version's root.
    };
    using response = octets;
};

struct delete_artifact
{
    static constexpr auto method = verb::delete_;
    static constexpr std::string_view path = "mlflow-artifacts/artifacts/{artifact_path...}";
    static constexpr std::string_view summary = "Remove a file or folder of the server's artifact root.";
    static constexpr bool changes_artifacts = true;

    struct request
    {
        required<std::string> artifact_path;
    };
    using response = empty;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::list_artifacts::request, run_id, path, page_token);
MLTRACK_REFLECT(mltrack::schema::list_artifacts::response, root_uri, files, next_page_token);
MLTRACK_REFLECT(mltrack::schema::list_proxied_artifacts::request, path);
MLTRACK_REFLECT(mltrack::schema::list_proxied_artifacts::response, files);
MLTRACK_REFLECT(mltrack::schema::download_artifact::request, artifact_path);
MLTRACK_REFLECT(mltrack::schema::upload_artifact::request, artifact_path);
MLTRACK_REFLECT(mltrack::schema::delete_artifact::request, artifact_path);
MLTRACK_REFLECT(mltrack::schema::download_run_artifact::request, run_id, path);
MLTRACK_REFLECT(mltrack::schema::upload_run_artifact::request, run_uuid, path);
MLTRACK_REFLECT(mltrack::schema::download_model_version_artifact::request, name, version, path);
