#pragma once

#include <mltrack/schema/endpoint/artifact_transfers.hpp>
#include <mltrack/schema/endpoint/artifacts.hpp>
#include <mltrack/schema/endpoint/experiments.hpp>
#include <mltrack/schema/endpoint/filter.hpp>
#include <mltrack/schema/endpoint/inputs.hpp>
#include <mltrack/schema/endpoint/logged_models.hpp>
#include <mltrack/schema/endpoint/logging.hpp>
#include <mltrack/schema/endpoint/metrics.hpp>
#include <mltrack/schema/endpoint/runs.hpp>
#include <mltrack/schema/endpoint/server_info.hpp>

/// Every endpoint that takes and gives JSON, once: calls `X(name)` for each. The named methods of clients and services
/// come from this list.
#define MLTRACK_JSON_ENDPOINTS(X)                                                                                      \
    X(create_experiment)                                                                                               \
    X(get_experiment)                                                                                                  \
    X(get_experiment_by_name)                                                                                          \
    X(search_experiments)                                                                                              \
    X(list_experiments)                                                                                                \
    X(update_experiment)                                                                                               \
    X(delete_experiment)                                                                                               \
    X(restore_experiment)                                                                                              \
    X(set_experiment_tag)                                                                                              \
    X(delete_experiment_tag)                                                                                           \
    X(create_run)                                                                                                      \
    X(get_run)                                                                                                         \
    X(update_run)                                                                                                      \
    X(delete_run)                                                                                                      \
    X(restore_run)                                                                                                     \
    X(search_runs)                                                                                                     \
    X(parse_filter)                                                                                                    \
    X(log_metric)                                                                                                      \
    X(log_parameter)                                                                                                   \
    X(log_batch)                                                                                                       \
    X(set_tag)                                                                                                         \
    X(delete_tag)                                                                                                      \
    X(get_metric_history)                                                                                              \
    X(get_metric_history_bulk)                                                                                         \
    X(get_metric_history_bulk_interval)                                                                                \
    X(list_artifacts)                                                                                                  \
    X(list_proxied_artifacts)                                                                                          \
    X(delete_artifact)                                                                                                 \
    X(log_inputs)                                                                                                      \
    X(log_outputs)                                                                                                     \
    X(log_model)                                                                                                       \
    X(search_datasets)                                                                                                 \
    X(create_multipart_upload)                                                                                         \
    X(complete_multipart_upload)                                                                                       \
    X(abort_multipart_upload)                                                                                          \
    X(get_presigned_download_url)                                                                                      \
    X(create_presigned_upload_url)                                                                                     \
    X(create_presigned_download_url)                                                                                   \
    X(get_server_info)                                                                                                 \
    X(create_logged_model)                                                                                             \
    X(get_logged_model)                                                                                                \
    X(finalize_logged_model)                                                                                           \
    X(delete_logged_model)                                                                                             \
    X(set_logged_model_tags)                                                                                           \
    X(delete_logged_model_tag)                                                                                         \
    X(log_logged_model_params)                                                                                         \
    X(list_logged_model_artifacts)                                                                                     \
    X(search_logged_models)

/// Every endpoint that streams bytes, once.
#define MLTRACK_STREAMED_ENDPOINTS(X)                                                                                  \
    X(get_logged_model_artifact)                                                                                       \
    X(download_artifact)                                                                                               \
    X(download_run_artifact)                                                                                           \
    X(upload_run_artifact)                                                                                             \
    X(download_model_version_artifact)                                                                                 \
    X(upload_artifact)

/// Every endpoint, once. The router and the API description come from this list.
#define MLTRACK_ENDPOINTS(X) MLTRACK_JSON_ENDPOINTS(X) MLTRACK_STREAMED_ENDPOINTS(X)
