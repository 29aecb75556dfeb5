#pragma once

namespace mltrack::schema {

/// The tag that holds a run's name.
inline constexpr char run_name_tag[] = "mlflow.runName";

} // namespace mltrack::schema
