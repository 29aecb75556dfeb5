#pragma once

#include <mltrack/artifact/run_artifacts.hpp>
#include <mltrack/config.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/tracking/context.hpp>

namespace mltrack::tracking {

/// The artifacts of a run, right where they are: `mlflow-artifacts:` URIs lead to the context's repository.
/// Errors: `resource_does_not_exist` for a run that is not there, `invalid_parameter_value` for artifact roots that
/// cannot be reached.
MLTRACK_DECL result<artifact::run_artifacts> artifacts_of(context& at, const schema::id::run& run);

/// The artifacts of a logged model that is not deleted; errors alike.
MLTRACK_DECL result<artifact::run_artifacts> artifacts_of(context& at, const schema::id::model& model);

/// The artifacts below the URI of an artifact root, or of a folder in one; errors alike.
MLTRACK_DECL result<artifact::run_artifacts> artifacts_at(context& at, std::string_view uri);

} // namespace mltrack::tracking

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/tracking/impl/run_artifacts.ipp>
#endif
