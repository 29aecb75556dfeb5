#pragma once

#include <mltrack/server/server.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

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
            slot.assign([this](asio::cancellation_type) { stop(); });
        auto executor = asio::get_associated_executor(handler);
        auto shared = std::make_shared<std::pair<decltype(handler), asio::executor_work_guard<decltype(executor)>>>(
            std::move(handler), asio::make_work_guard(executor));
        run_aside([shared](result<void> outcome) {
            const auto executor = shared->second.get_executor();
            asio::post(executor, [shared, outcome = std::move(outcome)]() mutable {
                auto handler = std::move(shared->first);
                shared->second.reset();
                if (auto slot = asio::get_associated_cancellation_slot(handler); slot.is_connected())
                    slot.clear();
                std::move(handler)(std::move(outcome));
            });
        });
    };
    return asio::async_initiate<CompletionToken, void(result<void>)>(initiate, token);
}

} // namespace mltrack
