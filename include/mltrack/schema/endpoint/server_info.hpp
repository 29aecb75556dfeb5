#pragma once

#include <mltrack/schema/endpoint.hpp>

#include <string>

namespace mltrack::schema {

/// What of MLflow a server has that not all have.
struct server_features
{
    bool gateway = false; ///< The AI gateway.
};

/// Clients of MLflow 3 ask it before they use what only some servers have.
struct get_server_info
{
    static constexpr auto method = verb::get;
    static constexpr prefixes below = prefix::api_3;
    static constexpr std::string_view path = "mlflow/server-info";
    static constexpr std::string_view summary = "Say what the server can do.";

    struct request
    {
    };
    struct response
    {
        std::string store_type = "SqlStore"; ///< The kind of MLflow's own that the store behaves as.
        bool workspaces_enabled = false;
        bool trace_archival_enabled = false;
        bool multipart_uploads_enabled = false;          ///< Through `mlflow-artifacts/mpu`.
        bool multipart_downloads_enabled = false;        ///< Through `mlflow-artifacts/presigned`.
        bool presigned_upload_run_id_supported = true;   ///< `create_presigned_upload_url` knows `run_id`.
        bool presigned_upload_model_id_supported = true; ///< `create_presigned_upload_url` knows `model_id`.
        server_features features_enabled{};
    };
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::server_features, gateway);
MLTRACK_REFLECT(mltrack::schema::get_server_info::request);
MLTRACK_REFLECT(mltrack::schema::get_server_info::response, store_type, workspaces_enabled, trace_archival_enabled,
                multipart_uploads_enabled, multipart_downloads_enabled, presigned_upload_run_id_supported,
                presigned_upload_model_id_supported, features_enabled);
