#pragma once

#include <mltrack/schema/field/unix_ms.hpp>

#include <functional>
#include <string>

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

    /// The clock that dates creations and changes; a test sets its own.
    std::function<schema::unix_ms()> now = &schema::unix_ms::now;
};

} // namespace mltrack::tracking
