#pragma once

#include <mltrack/schema/field/unix_ms.hpp>

#include <functional>
#include <string>
#include <vector>

namespace mltrack::tracking {

/// How a tracking service behaves.
struct service_options
{
    /// Where the artifacts of new experiments go: `<artifact_root>/<experiment id>`. `mlflow-artifacts:/` lets the
    /// server keep them and clients fetch them through it.
    std::string artifact_root = "mlflow-artifacts:/";

    /// Whether values of params and tags beyond their limit are cut; otherwise they are refused. MLflow's
    /// MLFLOW_TRUNCATE_LONG_VALUES.
    bool truncate_long_values = true;

    /// Schemes that name a host (https, sftp, …; in lower case) with which clients may choose an artifact location on
    /// any host; without, only on that of `artifact_root`. MLflow's MLFLOW_ALLOWED_HOST_ADDRESSED_ARTIFACT_SCHEMES,
    /// which `scheme_list` reads.
    std::vector<std::string> allowed_host_schemes = {};

    /// The clock that dates creations and changes; a test sets its own.
    std::function<schema::unix_ms()> now = &schema::unix_ms::now;
};

} // namespace mltrack::tracking
