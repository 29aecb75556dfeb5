#pragma once

#include <mltrack/server/server.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>

#include <memory>
#include <utility>

namespace mltrack {

template <class Store, class Artifacts, class Transport>
template <class CompletionToken>
auto server<Store, Artifacts, Transport>::async_run(CompletionToken&& token)
{
    namespace asio = boost::asio;
    const auto initiate = [this](auto handler) {
        if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
            slot.assign([stop = background_.stopper()](asio::cancellation_type) { stop(); });
        // The work keeps the handler's context running until the handler is called.
        auto work = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
        auto shared =
            std::make_shared<std::pair<decltype(handler), decltype(work)>>(std::move(handler), std::move(work));
        const auto completion = [shared](result<void> outcome) {
            return [shared, outcome = std::move(outcome)]() mutable {
                auto handler = std::move(shared->first);
                if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
                    slot.clear();
                std::move(handler)(std::move(outcome));
            };
        };
        const auto dispatch = [shared, completion](result<void> outcome) {
            const auto executor = shared->second;
            asio::dispatch(executor, completion(std::move(outcome)));
        };
        const auto executor = shared->second;
        if (!background_.start([this] { run(); }, dispatch))
            asio::post(executor,
                       completion(error{errc::invalid_state, "This server has run already: a server runs once"}));
    };
    return asio::async_initiate<CompletionToken, void(result<void>)>(initiate, token);
}

} // namespace mltrack
