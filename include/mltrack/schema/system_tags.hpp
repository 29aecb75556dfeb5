#pragma once

/// @file
/// Tags that MLflow gives a meaning. Source: mlflow/utils/mlflow_tags.py.

namespace mltrack::schema {

inline constexpr char run_name_tag[] = "mlflow.runName";                ///< The run's name.
inline constexpr char note_tag[] = "mlflow.note.content";               ///< What the run is about, in Markdown.
inline constexpr char parent_run_tag[] = "mlflow.parentRunId";          ///< The id of the run that this one is part of.
inline constexpr char user_tag[] = "mlflow.user";                       ///< Who started the run.
inline constexpr char source_name_tag[] = "mlflow.source.name";         ///< The program that started the run.
inline constexpr char source_type_tag[] = "mlflow.source.type";         ///< What kind of program that is, as `LOCAL`.
inline constexpr char dataset_context_tag[] = "mlflow.data.context";    ///< What an input was used for.
inline constexpr char logged_models_tag[] = "mlflow.log-model.history"; ///< The models of a run, as JSON.

} // namespace mltrack::schema
