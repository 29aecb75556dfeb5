#pragma once

#include <mltrack/tracking/api_methods.hpp>
#include <mltrack/tracking/artifact_methods.hpp>
#include <mltrack/tracking/tracking_api.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace mltrack::tracking {

/// Any tracking API behind one type: a client, a service, or a class of the program's own; copies share it. It has
/// their methods, by name (`api.log_metric({…})`, which throw) and as `try_call<Endpoint>(request)`.
///
/// Thread safety and errors: those of what it holds. `mltrack::connect` makes one from a tracking URI.
class any_tracking_api : public api_methods<any_tracking_api>, public artifact_methods<any_tracking_api>
{
public:
    /// Shares a tracking API.
    template <class Api>
    explicit any_tracking_api(std::shared_ptr<Api> api) : model_(std::make_shared<model<Api>>(std::move(api)))
    {
        static_assert(tracking_api<Api>);
    }

    /// Answers a request, or says what is wrong with it.
    template <schema::json_endpoint E>
    result<typename E::response> try_call(const typename E::request& request)
    {
        return model_->answer(std::type_identity<E>(), request);
    }

    /// Answers a request. Throws `mltrack::exception` with the error.
    template <schema::json_endpoint E>
    typename E::response call(const typename E::request& request)
    {
        return try_call<E>(request).value();
    }

    /// The artifacts of a run; they refer to this API, which outlives them.
    /// Errors: `resource_does_not_exist` for a run that is not there, `invalid_parameter_value` for artifact roots that
    /// cannot be reached from here.
    result<artifact::run_artifacts> try_artifacts(const schema::id::run& run) { return model_->artifacts(run); }

    /// The artifacts of a logged model that is not deleted; else as `try_artifacts`.
    result<artifact::run_artifacts> try_model_artifacts(const schema::id::model& model)
    {
        return model_->artifacts(model);
    }

    /// The artifacts below the URI of an artifact root, or of a folder in one; `mlflow-artifacts:` URIs lead to those
    /// of this API. They refer to it, and it outlives them. Errors: `invalid_parameter_value` for URIs that cannot be
    /// reached from here.
    result<artifact::run_artifacts> try_artifacts_at(std::string_view uri) { return model_->artifacts(uri); }

    /// Makes calls that wait for a server end soon, with `errc::cancelled`; whether the server did what was asked is
    /// not known then. No effect on what holds its data in this program, or has no `cancel_calls`.
    void cancel_calls() { model_->cancel_calls(); }

    using api_methods::list_artifacts;
    using artifact_methods::list_artifacts;

private:
#define MLTRACK_DECLARE_ANSWER(name)                                                                                   \
    virtual result<schema::name::response> answer(std::type_identity<schema::name>, const schema::name::request&) = 0;

    struct interface
    {
        virtual ~interface() = default;
        virtual void cancel_calls() = 0;
        virtual result<artifact::run_artifacts> artifacts(const schema::id::run&) = 0;
        virtual result<artifact::run_artifacts> artifacts(const schema::id::model&) = 0;
        virtual result<artifact::run_artifacts> artifacts(std::string_view uri) = 0;
        MLTRACK_JSON_ENDPOINTS(MLTRACK_DECLARE_ANSWER)
    };

#undef MLTRACK_DECLARE_ANSWER
#define MLTRACK_DEFINE_ANSWER(name)                                                                                    \
    result<schema::name::response> answer(std::type_identity<schema::name>, const schema::name::request& request)      \
        override                                                                                                       \
    {                                                                                                                  \
        return api->template try_call<schema::name>(request);                                                          \
    }

    template <class Api>
    struct model final : interface
    {
        explicit model(std::shared_ptr<Api> api) : api(std::move(api)) {}

        void cancel_calls() override
        {
            if constexpr (requires { api->cancel_calls(); })
                api->cancel_calls();
        }

        result<artifact::run_artifacts> artifacts(const schema::id::run& run) override
        {
            return api->try_artifacts(run);
        }
        result<artifact::run_artifacts> artifacts(const schema::id::model& id) override
        {
            return api->try_model_artifacts(id);
        }
        result<artifact::run_artifacts> artifacts(std::string_view uri) override { return api->try_artifacts_at(uri); }
        MLTRACK_JSON_ENDPOINTS(MLTRACK_DEFINE_ANSWER)

        std::shared_ptr<Api> api;
    };

#undef MLTRACK_DEFINE_ANSWER

    std::shared_ptr<interface> model_;
};

static_assert(tracking_api<any_tracking_api>);

} // namespace mltrack::tracking
