#pragma once

#include <mltrack/config.hpp>

#include <functional>
#include <map>
#include <string>

/// @file
/// The tags that a new run has by itself, as MLflow's clients set them:
///
/// - mlflow.user: MLFLOW_TRACKING_USERNAME, else the login name (LOGNAME, USER, LNAME, USERNAME, the system's);
/// - mlflow.source.name: the path of the executable; mlflow.source.type: `LOCAL`;
/// - mlflow.source.git.commit, .branch and .repoURL, in programs with the component git, when the executable or else
///   the working folder is in a Git repository;
/// - mlflow.project.env, mlflow.project.entryPoint, mlflow.docker.image.uri, mlflow.docker.image.id, when
///   MLFLOW_PROJECT_ENV, MLFLOW_PROJECT_ENTRY_POINT, MLFLOW_DOCKER_IMAGE_URI, MLFLOW_DOCKER_IMAGE_ID say them;
/// - what MLFLOW_RUN_CONTEXT holds, a JSON object of texts.
///
/// Later ones win, and the tags of `run_options` win over all of them. Source: MLflow's tracking/context.

namespace mltrack {

/// Tags of a run.
using run_tags = std::map<std::string, std::string>;

/// Has each new run get these tags besides. What it throws goes to stderr, and the run goes without. Providers are
/// asked in the order in which they were added, after those above. Thread safety: `provider` may be called by any
/// thread that starts a run, by several at once; it may not start one.
MLTRACK_DECL void add_tag_provider(std::function<run_tags()> provider);

namespace fluent {

/// Has new runs get the tags of a component, such as Git's, before those of the environment; each component adds its
/// own before `main`, and a second time has no effect. Always true.
MLTRACK_DECL bool add_component_tag_provider(run_tags (*provider)());

/// All the tags that a new run has by itself.
MLTRACK_DECL run_tags resolve_tags();

} // namespace fluent
} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/impl/run_context.ipp>
#endif
