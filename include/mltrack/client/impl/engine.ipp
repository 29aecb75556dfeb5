#pragma once

#include <mltrack/client/engine.hpp>
#include <mltrack/client/impl/oauth_exchange.hpp>
#include <mltrack/client/retry.hpp>
#include <mltrack/codec/content_encoding.hpp>
#include <mltrack/codec/secrets.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <utility>

namespace mltrack::calling {

/// What the calls of a client share; `calls`, `random` and `closing` belong to the loop's thread.
struct engine::state
{
    explicit state(client_options given) : options(std::move(given)) {}

    client_options options;
    // Shared with cancellers, which look for it after the client is gone.
    std::shared_ptr<transport::event_loop> loop = std::make_shared<transport::event_loop>();
    std::unique_ptr<transport::exchange> exchange;
    std::set<std::shared_ptr<call>> calls;
    std::minstd_rand random{std::random_device{}()};
    bool closing = false;
    /// That of the next long bodies, as the last answer that spoke of it has it.
    std::atomic<codec::body_encoding> encoding = codec::body_encoding::identity;

    /// Hears how the server reads bodies.
    void note_encodings(const result<transport::response>& outcome)
    {
        if (outcome.has_error())
            return;
        if (const auto accepted = outcome->headers["Accept-Encoding"]; !accepted.empty())
            encoding = codec::best_encoding(accepted);
    }

    /// The request with its body compressed; null when it is to be sent as it is.
    std::shared_ptr<const transport::outgoing> compressed(const transport::outgoing& request) const
    {
        const auto chosen = encoding.load();
        const auto least = options.compress_from;
        if (chosen == codec::body_encoding::identity || least == 0 || request.body.size() < least)
            return nullptr;
        auto made = std::make_shared<transport::outgoing>();
        made->head = request.head;
        made->head.headers.push_back({"Content-Encoding", std::string(codec::name_of(chosen))});
        made->body = codec::encode_content(chosen, request.body);
        return made;
    }

    /// Why a request is sent again.
    error failure_of(const transport::outgoing& request, const result<transport::response>& outcome) const
    {
        if (outcome.has_error())
            return outcome.error();
        const auto& head = request.head;
        return {error_code_of({}, outcome->status), exchange->address() + " answered " +
                                                        std::to_string(outcome->status) + " to " + head.method + ' ' +
                                                        codec::without_secrets(head.target)};
    }

    double random_fraction() { return std::uniform_real_distribution<>()(random); }
};

class call : public std::enable_shared_from_this<call>
{
public:
    call(std::shared_ptr<const transport::outgoing> request, std::shared_ptr<const transport::outgoing> compressed,
         std::unique_ptr<operation> waiting, const client_options& options)
        : request_(std::move(request)), compressed_(std::move(compressed)), waiting_(std::move(waiting)),
          retry_(options)
    {
    }

    void start(engine::state& owner)
    {
        owner_ = &owner;
        owner.calls.insert(shared_from_this());
        if (cancelled_ || owner.closing)
            return finish(error{errc::cancelled, "The request was cancelled"});
        attempt();
    }

    void cancel()
    {
        cancelled_ = true;
        if (const auto stop = std::exchange(stop_, nullptr))
            stop();
    }

private:
    void attempt()
    {
        // The time may have been over before it was stopped.
        if (cancelled_)
            return;
        stop_ = owner_->exchange->send(
            compressed_ ? compressed_ : request_,
            [self = shared_from_this()](result<transport::response> outcome) { self->go_on(std::move(outcome)); });
    }

    void go_on(result<transport::response> outcome)
    {
        if (cancelled_)
            return finish(std::move(outcome));
        owner_->note_encodings(outcome);
        if (compressed_ && outcome && outcome->status == unsupported_media_type) {
            // Behind the address may be another server than before.
            owner_->encoding = codec::body_encoding::identity;
            compressed_ = nullptr;
            return attempt();
        }
        const auto wait = retry_.next(outcome, schema::unix_ms::now(), owner_->random_fraction());
        if (!wait)
            return finish(std::move(outcome));
        if (owner_->options.on_retry)
            owner_->options.on_retry(retry_.retries(), *wait, owner_->failure_of(*request_, outcome));
        const auto stop_timer = owner_->loop->after(*wait, [self = shared_from_this()] { self->attempt(); });
        stop_ = [this, stop_timer] {
            stop_timer();
            finish(error{errc::cancelled, "The request was cancelled"});
        };
    }

    void finish(result<transport::response> outcome)
    {
        const auto self = shared_from_this();
        stop_ = nullptr;
        owner_->calls.erase(self);
        if (const auto waiting = std::move(waiting_))
            waiting->complete(std::move(outcome));
    }

    static constexpr int unsupported_media_type = 415;

    std::shared_ptr<const transport::outgoing> request_;
    std::shared_ptr<const transport::outgoing> compressed_; ///< What is sent in its place, if set.
    std::unique_ptr<operation> waiting_;
    retry retry_;
    engine::state* owner_ = nullptr;
    std::function<void()> stop_; ///< Stops what the call waits for.
    bool cancelled_ = false;

    friend class engine;
};

MLTRACK_DECL void canceller::cancel() const
{
    if (const auto loop = loop_.lock())
        loop->post([weak = call_] {
            if (const auto running = weak.lock())
                running->cancel();
        });
}

MLTRACK_DECL engine::engine(client_options options, const exchange_maker& make)
{
    using namespace std::chrono_literals;
    if (options.connect_timeout < 1ms || options.request_timeout < 1ms || options.max_connections == 0 ||
        options.max_retries < 0 || options.backoff_base < 0ms || options.backoff_max < 0ms ||
        options.backoff_jitter < 0ms || options.multipart.part_bytes == 0)
        throw exception(
            {errc::invalid_parameter_value,
             "Invalid client_options: timeouts are at least 1 ms, max_connections and multipart.part_bytes at "
             "least 1, all else not negative"});
    state_ = std::make_unique<state>(std::move(options));
    const auto& given = state_->options;
    state_->exchange = make(*state_->loop, {.connect_timeout = given.connect_timeout,
                                            .request_timeout = given.request_timeout,
                                            .max_connections = given.max_connections,
                                            .tls = given.tls,
                                            .proxies = given.proxies});
    if (!given.oauth.client_id.empty())
        state_->exchange = std::make_unique<detail::oauth_exchange>(std::move(state_->exchange), given.oauth);
}

MLTRACK_DECL engine::~engine()
{
    state_->loop->post([this] {
        state_->closing = true;
        for (const auto& each : std::set(state_->calls))
            each->cancel();
    });
    state_->loop->finish();
}

MLTRACK_DECL std::shared_ptr<call> engine::prepare(transport::outgoing request, std::unique_ptr<operation> waiting)
{
    auto& fields = request.head.headers;
    fields.push_back({"User-Agent", state_->options.user_agent});
    fields.insert(fields.end(), state_->options.headers.begin(), state_->options.headers.end());
    auto compressed = state_->compressed(request);
    return std::make_shared<call>(std::make_shared<const transport::outgoing>(std::move(request)),
                                  std::move(compressed), std::move(waiting), state_->options);
}

MLTRACK_DECL void engine::start(std::shared_ptr<call> call)
{
    state_->loop->post([state = state_.get(), call = std::move(call)] { call->start(*state); });
}

MLTRACK_DECL canceller engine::canceller_of(const std::shared_ptr<call>& call)
{
    return {state_->loop, call};
}

MLTRACK_DECL const client_options& engine::options() const noexcept
{
    return state_->options;
}

MLTRACK_DECL void engine::cancel_calls()
{
    state_->loop->post([state = state_.get()] {
        for (const auto& each : std::set(state->calls))
            each->cancel();
    });
}

MLTRACK_DECL const std::string& engine::address() const noexcept
{
    return state_->exchange->address();
}

namespace detail {

/// Where a thread waits for a call.
struct meeting
{
    std::mutex mutex;
    std::condition_variable arrived;
    std::optional<result<transport::response>> outcome;
};

class blocking_operation final : public operation
{
public:
    explicit blocking_operation(meeting& place) : place_(place) {}

    void complete(result<transport::response> outcome) override
    {
        // Notified under the lock: the waiting thread ends the meeting as soon as it has it.
        std::lock_guard lock(place_.mutex);
        place_.outcome = std::move(outcome);
        place_.arrived.notify_one();
    }

private:
    meeting& place_;
};

} // namespace detail

MLTRACK_DECL result<transport::response> engine::run(transport::outgoing request)
{
    if (state_->loop->is_current())
        return error{errc::invalid_state,
                     "A handler that runs on the client's own thread may not make a blocking call: "
                     "use async_call, or bind the handler to an executor"};
    detail::meeting place;
    start(prepare(std::move(request), std::make_unique<detail::blocking_operation>(place)));
    std::unique_lock lock(place.mutex);
    place.arrived.wait(lock, [&] { return place.outcome.has_value(); });
    return std::move(*place.outcome);
}

} // namespace mltrack::calling
