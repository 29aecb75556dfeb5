#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace mltrack::tracking {

/// The value of the tag `mlflow.log-model.history` with one model more, written as MLflow writes it.
/// @param history The value so far, if there is one.
/// @param model   The model as JSON: an object with `artifact_path`, `flavors`, `utc_time_created` and `run_id`, of
///                which these and `model_uuid` are kept.
/// Errors: `invalid_parameter_value` when one of them is not that.
/// Source: MLflow's models/model.py (get_tags_dict) and sqlalchemy_store (record_logged_model).
MLTRACK_DECL result<std::string> extend_model_history(std::optional<std::string_view> history, std::string_view model);

} // namespace mltrack::tracking

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/tracking/impl/model_history.ipp>
#endif
