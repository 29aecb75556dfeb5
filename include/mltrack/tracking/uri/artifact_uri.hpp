#pragma once

#include <mltrack/config.hpp>
#include <mltrack/schema/error.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace mltrack::tracking {

class any_tracking_api;

/// What an artifact URI names: something below the artifacts of a run, of a logged model, or of neither.
struct artifact_place
{
    schema::id::run run{};     ///< Of `runs:/RUN/PATH`.
    schema::id::model model{}; ///< Of `models:/m-…/PATH`.
    std::string root{};        ///< Of another URI and of a path of this machine: the folder that it is in.
    std::string path{};        ///< Below these; empty: all of them.
};

/// Takes an artifact URI apart: `runs:/RUN[/PATH]`, `models:/m-…[/PATH]`, or what an artifact repository knows, such as
/// `file:///folder/file` and `mlflow-artifacts:/folder/file`; `mlflow-artifacts:/` are all that the proxy has. Source:
/// MLflow's store/artifact/runs_artifact_repo.py and models_artifact_repo.py. Errors: `invalid_parameter_value` for one
/// that names neither a run nor a model, `not_implemented` for versions and aliases of registered models, as there is
/// no model registry.
MLTRACK_DECL result<artifact_place> parse_artifact_uri(std::string_view uri);

/// Downloads what an artifact URI names into a folder, under its own name, and gives where it is now. Of a run that has
/// no such artifact, `runs:/RUN/NAME/PATH` names an artifact of the model NAME that the run logged.
/// Errors: `resource_does_not_exist` when there is no such run, model or artifact, and those of `parse_artifact_uri`.
MLTRACK_DECL result<std::filesystem::path> download_artifacts(any_tracking_api& api, std::string_view uri,
                                                              const std::filesystem::path& folder);

/// All of the artifact that a URI names; errors alike.
MLTRACK_DECL result<std::string> read_artifact(any_tracking_api& api, std::string_view uri);

} // namespace mltrack::tracking

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/tracking/uri/impl/artifact_uri.ipp>
#endif
