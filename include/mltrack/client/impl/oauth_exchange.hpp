#pragma once

#include <mltrack/client/oauth.hpp>
#include <mltrack/client/retry.hpp>
#include <mltrack/codec/base64.hpp>
#include <mltrack/codec/json.hpp>
#include <mltrack/codec/query_string.hpp>
#include <mltrack/transport/exchange.hpp>

#include <algorithm>
#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace mltrack::calling::detail {

/// The answer of a token end point.
struct token_answer
{
    std::string access_token;
    std::string token_type = "Bearer";
    std::int64_t expires_in = 0; ///< In seconds.
    std::string error;
    std::string error_description;
};

} // namespace mltrack::calling::detail

MLTRACK_REFLECT(mltrack::calling::detail::token_answer, access_token, token_type, expires_in, error, error_description);

namespace mltrack::calling::detail {

/// Sends requests with a token that it gets from the same server, and gets again when it has run out or is refused.
/// Requests that come meanwhile wait for it.
class oauth_exchange final : public transport::exchange
{
public:
    using clock = std::chrono::steady_clock;

    oauth_exchange(std::unique_ptr<transport::exchange> server, oauth_credentials credentials)
        : server_(std::move(server)), credentials_(std::move(credentials))
    {
    }

    std::function<void()> send(std::shared_ptr<const transport::outgoing> request, completion done) override
    {
        const auto call = std::make_shared<waiting>(waiting{std::move(request), std::move(done)});
        if (clock::now() < good_until_) {
            forward(call);
        } else {
            waiting_.push_back(call);
            if (!stop_asking_)
                ask();
        }
        return [this, call] { cancel(call); };
    }

    const std::string& address() const noexcept override { return server_->address(); }

private:
    struct waiting
    {
        std::shared_ptr<const transport::outgoing> request;
        completion done;
        std::function<void()> stop = {}; ///< Set once it is on its way.
    };

    void forward(const std::shared_ptr<waiting>& call)
    {
        auto made = std::make_shared<transport::outgoing>(*call->request);
        made->head.headers.push_back({"Authorization", token_});
        call->stop = server_->send(std::move(made), [this, call, token = token_](result<transport::response> outcome) {
            if (outcome && outcome->status == 401 && token == token_)
                good_until_ = {};
            std::exchange(call->done, nullptr)(std::move(outcome));
        });
    }

    void cancel(const std::shared_ptr<waiting>& call)
    {
        if (call->stop)
            return call->stop();
        if (waiting_.remove(call) == 0)
            return;
        // A copy is called, since that may end the original.
        if (const auto stop = stop_asking_; waiting_.empty() && stop)
            stop();
        std::exchange(call->done, nullptr)(error{errc::cancelled, "The request was cancelled"});
    }

    void ask()
    {
        transport::outgoing request;
        request.head.method = "POST";
        request.head.target = credentials_.token_path;
        request.head.headers = {{"Authorization", "Basic " + codec::encode_base64(credentials_.client_id + ':' +
                                                                                  credentials_.client_secret)},
                                {"Content-Type", "application/x-www-form-urlencoded"}};
        request.body = codec::format_query({{"grant_type", "client_credentials"}, {"scope", credentials_.scope}});
        stop_asking_ = server_->send(std::make_shared<const transport::outgoing>(std::move(request)),
                                     [this](result<transport::response> outcome) { take(std::move(outcome)); });
    }

    void take(result<transport::response> outcome)
    {
        stop_asking_ = nullptr;
        // It was stopped when nobody waited any more; somebody may since.
        if (outcome.has_error() && outcome.error().code == errc::cancelled) {
            if (!waiting_.empty())
                ask();
            return;
        }
        const auto failure = outcome ? read(*outcome) : std::optional(outcome.error());
        for (const auto& call : std::exchange(waiting_, {}))
            if (failure)
                std::exchange(call->done, nullptr)(*failure);
            else
                forward(call);
    }

    /// Takes the token of an answer; why there is none.
    std::optional<error> read(const transport::response& answer)
    {
        const auto what = address() + credentials_.token_path + " gave no token: ";
        const auto said = codec::json::decode<token_answer>(answer.body);
        if (answer.status / 100 != 2) {
            const auto reason = said && !said->error.empty() ? said->error + ": " + said->error_description
                                                             : "it answered " + std::to_string(answer.status);
            if (is_passing(answer.status))
                return error{errc::temporarily_unavailable, what + reason};
            return error{errc::unauthenticated, what + reason + " — are the client id and secret right?"};
        }
        if (!said || said->access_token.empty())
            return error{errc::internal_error, what + "its answer is none of OAuth's"};
        token_ = said->token_type + ' ' + said->access_token;
        // A clock does not reach as far as a server may say.
        const std::chrono::seconds lasts(
            std::clamp<std::int64_t>(said->expires_in, 0, std::chrono::seconds(std::chrono::years(1)).count()));
        // On the way it must not run out.
        good_until_ = clock::now() + lasts - std::chrono::seconds(40);
        return std::nullopt;
    }

    std::unique_ptr<transport::exchange> server_;
    oauth_credentials credentials_;
    std::string token_;
    clock::time_point good_until_{};
    std::list<std::shared_ptr<waiting>> waiting_;
    std::function<void()> stop_asking_;
};

} // namespace mltrack::calling::detail
