#pragma once

#include <mltrack/client/artifact_proxy.hpp>
#include <mltrack/client/async_operation.hpp>
#include <mltrack/client/engine.hpp>
#include <mltrack/tracking/api_methods.hpp>
#include <mltrack/tracking/artifact_methods.hpp>
#include <mltrack/tracking/tracking_api.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

namespace mltrack {

/// Talks to a tracking server: one of ours, or any of MLflow's. All of the endpoints of schema/ can be called
/// - by name: `client.log_metric({.run_id = run, .key = "loss", .value = 0.5, .timestamp = schema::unix_ms::now()})`;
/// - by description: `call<schema::log_metric>(request)`, `try_call<…>`, `async_call<…>`.
///
/// Requests that meet a passing failure are sent again (`calling::retry`), connections are kept open and used again
/// (`client_options`).
///
/// Errors: the server's, with its code; `temporarily_unavailable` when it cannot be reached, does not answer in time or
/// breaks off; `internal_error` when its answer makes no sense. Functions without `try_` throw them as
/// `mltrack::exception`.
///
/// Thread safety: all functions may be called at the same time, but for construction, moving and destruction.
///
/// Lifetimes: the destructor cancels what is under way and waits until it has completed, and for the system to end a
/// look-up of the server's name. A deferred call refers to the client until it is started, a started one to nothing of
/// the caller's. A moved-from client may only be destroyed.
template <class Transport = transport::http>
class client : public tracking::api_methods<client<Transport>>, public tracking::artifact_methods<client<Transport>>
{
    using exchange = typename transport::exchange_of<Transport>::type;

public:
    /// Connects when the first request is sent. Over HTTP `target` is the tracking URI,
    /// `http[s]://[user:password@]host[:port][/prefix]`, whose user and password win over the header Authorization in
    /// the options; in process it is the server's `handler()`, which outlives the client. Throws `mltrack::exception`
    /// for a URI or options that cannot be.
    explicit client(typename exchange::target target, client_options options = {})
        : engine_(std::make_unique<calling::engine>(
              std::move(options),
              [&](transport::event_loop& loop, const transport::exchange_options& exchange_options) {
                  return std::make_unique<exchange>(loop, target, exchange_options);
              }))
    {
    }

    /// Sends a request and blocks until its answer, which it returns. Throws `mltrack::exception`.
    template <schema::json_endpoint E>
    typename E::response call(const typename E::request& request)
    {
        return try_call<E>(request).value();
    }

    /// Sends a request and blocks until its answer. On the client's own thread (in a handler without an executor) it
    /// fails with `invalid_state`.
    template <schema::json_endpoint E>
    result<typename E::response> try_call(const typename E::request& request)
    {
        return calling::response_of<E>(engine_->address(), engine_->run(calling::request_of<E>(request)));
    }

    /// Sends a request; completes with `void(result<E::response>)` for any completion token of Asio's.
    ///
    /// Executor: the handler is called on its associated executor; without one on the client's own thread, which it may
    /// not block and where it may not throw. Never from within this function.
    /// Cancellation: terminal and partial, by the handler's associated slot; completes with `errc::cancelled` soon.
    /// Whether the server did what was asked is not known then. Lifetimes: the request is encoded before this function
    /// returns.
    template <schema::json_endpoint E, class Token = boost::asio::deferred_t>
    auto async_call(const typename E::request& request, Token&& token = {})
    {
        return boost::asio::async_initiate<Token, void(result<typename E::response>)>(
            calling::initiation<E>{engine_.get()}, token, calling::request_of<E>(request));
    }

    /// The artifacts of a run; they refer to the client, which outlives them. `log_artifact` and its like are
    /// shorthands. Errors: `resource_does_not_exist` for a run that is not there, `invalid_parameter_value` for
    /// artifact roots that this client cannot reach.
    result<artifact::run_artifacts> try_artifacts(const schema::id::run& run)
    {
        MLTRACK_TRY(const auto answer, try_call<schema::get_run>({.run_id = run}));
        MLTRACK_TRY(auto transfer, calling::transfer_below(answer.run.info.artifact_uri, *engine_, *repositories_));
        return artifact::run_artifacts(std::move(transfer));
    }

    /// The artifacts of a logged model that is not deleted; else as `try_artifacts`.
    result<artifact::run_artifacts> try_model_artifacts(const schema::id::model& model)
    {
        MLTRACK_TRY(const auto answer, try_call<schema::get_logged_model>({.model_id = model}));
        MLTRACK_TRY(auto transfer, calling::transfer_below(answer.model.info.artifact_uri, *engine_, *repositories_));
        return artifact::run_artifacts(std::move(transfer));
    }

    /// The artifacts below the URI of an artifact root, or of a folder in one: through the server's proxy those of
    /// `mlflow-artifacts:/…`; else as `try_artifacts`.
    result<artifact::run_artifacts> try_artifacts_at(std::string_view uri)
    {
        MLTRACK_TRY(auto transfer, calling::transfer_below(uri, *engine_, *repositories_));
        return artifact::run_artifacts(std::move(transfer));
    }

    /// Makes all calls that are under way end soon, with `errc::cancelled`.
    void cancel_calls() { engine_->cancel_calls(); }

    using tracking::api_methods<client>::list_artifacts;
    using tracking::artifact_methods<client>::list_artifacts;

    /// How run artifacts that are neither on this machine nor behind the server's proxy are reached. Not while others
    /// use the client.
    artifact::registry& repositories() noexcept { return *repositories_; }

private:
    std::unique_ptr<calling::engine> engine_;
    std::unique_ptr<artifact::registry> repositories_ = std::make_unique<artifact::registry>();
};

} // namespace mltrack
