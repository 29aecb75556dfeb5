#pragma once

#include <mltrack/artifact/any_repository.hpp>
#include <mltrack/artifact/none.hpp>
#include <mltrack/artifact/registry.hpp>
#include <mltrack/store/any_store.hpp>
#include <mltrack/tracking/service_options.hpp>

#include <memory>
#include <mutex>

namespace mltrack::tracking {

/// What the rules work with.
struct context
{
    std::shared_ptr<store::any_store> store;
    /// What `mlflow-artifacts:` URIs and the artifact proxy lead to.
    artifact::any_repository artifacts = artifact::none();
    service_options options = {};
    artifact::registry registry = {}; ///< Opens all other artifact URIs.
    /// Held while a run's history of models is read and written again, for stores without transactions. Within one.
    std::unique_ptr<std::mutex> recording_models = std::make_unique<std::mutex>();
};

} // namespace mltrack::tracking
