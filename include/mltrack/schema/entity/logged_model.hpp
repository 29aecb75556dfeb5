#pragma once

#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/schema/entity/metric.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <optional>
#include <string>
#include <vector>

namespace mltrack::schema {

/// Whether the files of a logged model are there.
enum class logged_model_status {
    LOGGED_MODEL_STATUS_UNSPECIFIED = 0,
    LOGGED_MODEL_PENDING = 1,
    LOGGED_MODEL_READY = 2,
    LOGGED_MODEL_UPLOAD_FAILED = 3
};

/// A param of a logged model: set once.
struct logged_model_param
{
    std::string key{};
    std::string value{};

    friend bool operator==(const logged_model_param&, const logged_model_param&) = default;
};

/// A note on a logged model: may change.
struct logged_model_tag
{
    std::string key{};
    std::string value{};

    friend bool operator==(const logged_model_tag&, const logged_model_tag&) = default;
};

/// A logged model without its params and metrics.
struct logged_model_info
{
    id::model model_id{};
    id::experiment experiment_id{};
    std::string name{};
    unix_ms creation_timestamp_ms{};
    unix_ms last_updated_timestamp_ms{}; ///< Of its status or deletion; tags and params do not count.
    std::string artifact_uri{};
    logged_model_status status = logged_model_status::LOGGED_MODEL_PENDING;
    std::optional<std::string> model_type{};
    std::optional<std::string> source_run_id{}; ///< The run that made it; any text.
    std::optional<std::string> status_message{};
    std::vector<logged_model_tag> tags{};

    friend bool operator==(const logged_model_info&, const logged_model_info&) = default;
};

/// What was measured of a logged model, and its params.
struct logged_model_data
{
    std::vector<logged_model_param> params{};
    std::vector<metric> metrics{}; ///< All values, each with its run.

    friend bool operator==(const logged_model_data&, const logged_model_data&) = default;
};

/// A model with an identity of its own: runs make it, measure it, and use it.
struct logged_model
{
    logged_model_info info{};
    logged_model_data data{};

    friend bool operator==(const logged_model&, const logged_model&) = default;
};

} // namespace mltrack::schema

MLTRACK_REFLECT_ENUM(mltrack::schema::logged_model_status, LOGGED_MODEL_STATUS_UNSPECIFIED, LOGGED_MODEL_PENDING,
                     LOGGED_MODEL_READY, LOGGED_MODEL_UPLOAD_FAILED);
MLTRACK_REFLECT(mltrack::schema::logged_model_param, key, value);
MLTRACK_REFLECT(mltrack::schema::logged_model_tag, key, value);
MLTRACK_REFLECT(mltrack::schema::logged_model_info, model_id, experiment_id, name, creation_timestamp_ms,
                last_updated_timestamp_ms, artifact_uri, status, model_type, source_run_id, status_message, tags);
MLTRACK_REFLECT(mltrack::schema::logged_model_data, params, metrics);
MLTRACK_REFLECT(mltrack::schema::logged_model, info, data);
