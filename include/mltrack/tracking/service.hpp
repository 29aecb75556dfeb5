#pragma once

#include <mltrack/tracking/answer.hpp>
#include <mltrack/tracking/api_methods.hpp>
#include <mltrack/tracking/artifact_methods.hpp>
#include <mltrack/tracking/run_artifacts.hpp>

#include <memory>
#include <utility>

namespace mltrack::tracking {

/// MLflow's rules over a store: answers every endpoint in this program, without a server. It has the methods of a
/// client, by name (`service.log_metric({…})`, which throw) and as `try_call<Endpoint>(request)`. Copies share it all.
///
/// Thread safety: as the store is; all stores of this library may be used from several threads at once.
template <class Store>
class service : public api_methods<service<Store>>, public artifact_methods<service<Store>>
{
public:
    using store_type = Store;

    /// Serves a store, which the service shares. `artifacts` is what the artifact proxy and `mlflow-artifacts:` URIs
    /// lead to. Throws `mltrack::exception` when the store cannot be read.
    explicit service(std::shared_ptr<Store> store, service_options options = {},
                     artifact::any_repository artifacts = artifact::none())
        : service(store, std::make_shared<tracking::context>(
                             tracking::context{store::erase(store), std::move(artifacts), std::move(options)}))
    {
        prepare(*context_).value();
    }

    /// Takes a store over.
    explicit service(Store store, service_options options = {}, artifact::any_repository artifacts = artifact::none())
        requires std::move_constructible<Store>
        : service(std::make_shared<Store>(std::move(store)), std::move(options), std::move(artifacts))
    {
    }

    /// The service of a store and a context that were made ready to serve.
    service(std::shared_ptr<Store> store, std::shared_ptr<tracking::context> context)
        : store_(std::move(store)), context_(std::move(context))
    {
    }

    /// Answers a request, or says what is wrong with it.
    template <schema::endpoint E>
    result<answer_of<E>> try_call(const typename E::request& request)
    {
        return answer<E>(*context_, request);
    }

    /// Answers a request. Throws `mltrack::exception` with the error.
    template <schema::endpoint E>
    answer_of<E> call(const typename E::request& request)
    {
        return try_call<E>(request).value();
    }

    /// The artifacts of a run; they refer to the service's repositories, not to the service.
    /// Errors: `resource_does_not_exist` for a run that is not there, `invalid_parameter_value` for artifact roots that
    /// cannot be reached.
    result<artifact::run_artifacts> try_artifacts(const schema::id::run& run) { return artifacts_of(*context_, run); }

    /// The artifacts of a logged model that is not deleted; else as `try_artifacts`.
    result<artifact::run_artifacts> try_model_artifacts(const schema::id::model& model)
    {
        return artifacts_of(*context_, model);
    }

    /// The artifacts below the URI of an artifact root, or of a folder in one; errors alike.
    result<artifact::run_artifacts> try_artifacts_at(std::string_view uri)
    {
        return tracking::artifacts_at(*context_, uri);
    }

    using api_methods<service>::list_artifacts;
    using artifact_methods<service>::list_artifacts;

    Store& store() { return *store_; }
    tracking::context& context() { return *context_; }

private:
    std::shared_ptr<Store> store_;
    std::shared_ptr<tracking::context> context_;
};

} // namespace mltrack::tracking
