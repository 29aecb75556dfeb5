#pragma once

/// @file
/// Tags that MLflow gives a meaning. Source: mlflow/utils/mlflow_tags.py.

namespace mltrack::schema {

inline constexpr char run_name_tag[] = "mlflow.runName";             ///< The run's name.
inline constexpr char note_tag[] = "mlflow.note.content";            ///< What the run is about, in Markdown.
inline constexpr char parent_run_tag[] = "mlflow.parentRunId";       ///< The id of the run that this one is part of.
inline constexpr char user_tag[] = "mlflow.user";                    ///< Who started the run.
inline constexpr char source_name_tag[] = "mlflow.source.name";      ///< The program that started the run.
inline constexpr char source_type_tag[] = "mlflow.source.type";      ///< What kind of program that is, as `LOCAL`.
inline constexpr char git_commit_tag[] = "mlflow.source.git.commit"; ///< The commit that the program was built from.
inline constexpr char git_branch_tag[] = "mlflow.source.git.branch"; ///< The branch that was checked out.
inline constexpr char git_repository_tag[] =
    "mlflow.source.git.repoURL"; ///< Where the repository is, without credentials.
inline constexpr char project_env_tag[] =
    "mlflow.project.env"; ///< What an MLflow Project runs in: `conda`, `docker`, …
inline constexpr char project_entry_point_tag[] = "mlflow.project.entryPoint"; ///< The entry point of the project.
inline constexpr char docker_image_uri_tag[] = "mlflow.docker.image.uri";      ///< The image that the run runs in.
inline constexpr char docker_image_id_tag[] = "mlflow.docker.image.id";        ///< Its digest.
inline constexpr char logged_artifacts_tag[] = "mlflow.loggedArtifacts";       ///< The tables of a run, as JSON.
inline constexpr char logged_images_tag[] = "mlflow.loggedImages";      ///< `True` for a run with images of steps.
inline constexpr char dataset_context_tag[] = "mlflow.data.context";    ///< What an input was used for.
inline constexpr char logged_models_tag[] = "mlflow.log-model.history"; ///< The models of a run, as JSON.

} // namespace mltrack::schema
