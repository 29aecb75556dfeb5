#pragma once

#include <mltrack/tracking/rules/artifacts.hpp>
#include <mltrack/tracking/rules/logged_models.hpp>
#include <mltrack/tracking/run_artifacts.hpp>

namespace mltrack::tracking {

MLTRACK_DECL result<artifact::run_artifacts> artifacts_of(context& at, const schema::id::run& run)
{
    MLTRACK_TRY(const auto info, find_run_info(at, run));
    MLTRACK_TRY(auto repository, open_artifacts(at, info.artifact_uri));
    return artifact::run_artifacts(std::make_shared<artifact::repository_transfer>(std::move(repository)));
}

MLTRACK_DECL result<artifact::run_artifacts> artifacts_of(context& at, const schema::id::model& model)
{
    MLTRACK_TRY(const auto found, find_active_model(at, model));
    MLTRACK_TRY(auto repository, open_artifacts(at, found.info.artifact_uri));
    return artifact::run_artifacts(std::make_shared<artifact::repository_transfer>(std::move(repository)));
}

MLTRACK_DECL result<artifact::run_artifacts> artifacts_at(context& at, std::string_view uri)
{
    MLTRACK_TRY(auto repository, open_artifacts(at, std::string(uri)));
    return artifact::run_artifacts(std::make_shared<artifact::repository_transfer>(std::move(repository)));
}

} // namespace mltrack::tracking
