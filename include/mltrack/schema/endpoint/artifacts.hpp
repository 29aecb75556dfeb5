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

struct delete_artifact
{
    static constexpr auto method = verb::delete_;
    static constexpr std::string_view path = "mlflow-artifacts/artifacts/{artifact_path...}";
    static constexpr std::string_view summary = "Remove a file or folder of the server's artifact root.";

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
