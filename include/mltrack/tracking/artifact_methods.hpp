#pragma once

#include <mltrack/artifact/run_artifacts.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <filesystem>
#include <string_view>
#include <vector>

namespace mltrack::tracking {

/// The methods for artifacts that clients and services share. `Self` inherits from it and has
/// `result<artifact::run_artifacts> try_artifacts(const schema::id::run&)`, `try_model_artifacts` for a logged model,
/// and `try_artifacts_at(std::string_view)` for the URI of an artifact root.
///
/// Errors: thrown as `mltrack::exception`; those of `artifact::run_artifacts`, `resource_does_not_exist` for a run or
/// model that is not there, `invalid_parameter_value` for artifact roots that cannot be reached from here.
template <class Self>
class artifact_methods
{
public:
    /// The artifacts of a run.
    artifact::run_artifacts artifacts(const schema::id::run& run)
    {
        return static_cast<Self&>(*this).try_artifacts(run).value();
    }

    /// The artifacts of a logged model that is not deleted.
    artifact::run_artifacts model_artifacts(const schema::id::model& model)
    {
        return static_cast<Self&>(*this).try_model_artifacts(model).value();
    }

    /// The artifacts below the URI of an artifact root, or of a folder in one: `mlflow-artifacts:/…`, `file:…`, a path.
    artifact::run_artifacts artifacts_at(std::string_view uri)
    {
        return static_cast<Self&>(*this).try_artifacts_at(uri).value();
    }

    /// Uploads a file of this machine to the run's artifacts, into the folder `artifact_path`, under its own name.
    void log_artifact(const schema::id::run& run, const std::filesystem::path& file,
                      std::string_view artifact_path = {})
    {
        artifacts(run).upload(file, artifact_path).value();
    }

    /// Uploads all files below a folder of this machine, with their paths, into the folder `artifact_path` of the run's
    /// artifacts. Links to folders are not followed. What was uploaded before an error stays.
    void log_artifacts(const schema::id::run& run, const std::filesystem::path& folder,
                       std::string_view artifact_path = {})
    {
        artifacts(run).upload_folder(folder, artifact_path).value();
    }

    /// Downloads an artifact of the run to a file of this machine, which is there, and complete, once this returns; the
    /// folders it stands in are made.
    void download_artifact(const schema::id::run& run, std::string_view path, const std::filesystem::path& file)
    {
        artifacts(run).download(path, file).value();
    }

    /// The files and folders right below a folder of the run's artifacts, by path, relative to the run's root.
    std::vector<schema::file_info> list_artifacts(const schema::id::run& run, std::string_view path = {})
    {
        return artifacts(run).list(path).value();
    }

private:
    friend Self;
    artifact_methods() = default;
};

} // namespace mltrack::tracking
