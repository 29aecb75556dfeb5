#pragma once

#include <mltrack/client/engine.hpp>
#include <mltrack/client/message.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>

#include <type_traits>
#include <utility>

namespace mltrack::calling {

/// Waits for a call on behalf of a completion handler, whose type it keeps. The answer is decoded and the handler
/// called on the handler's associated executor, which is kept busy until then.
template <schema::json_endpoint E, class Handler>
class async_operation final : public operation
{
public:
    async_operation(Handler handler, std::string server)
        : executor_(boost::asio::prefer(boost::asio::get_associated_executor(handler),
                                        boost::asio::execution::outstanding_work.tracked)),
          handler_(std::move(handler)), server_(std::move(server))
    {
    }

    void complete(result<transport::response> outcome) override
    {
        auto deliver = [handler = std::move(handler_), server = server_, outcome = std::move(outcome)]() mutable {
            boost::asio::get_associated_cancellation_slot(handler).clear();
            std::move(handler)(response_of<E>(server, std::move(outcome)));
        };
        boost::asio::dispatch(executor_, std::move(deliver));
    }

private:
    using executor = boost::asio::associated_executor_t<Handler>;

    // Destroyed last: once the executor is idle its context may go, and what is left of the handler may refer to that.
    std::decay_t<decltype(boost::asio::prefer(std::declval<executor>(),
                                              boost::asio::execution::outstanding_work.tracked))>
        executor_;
    Handler handler_;
    std::string server_;
};

/// Begins a call for a completion handler.
template <schema::json_endpoint E>
struct initiation
{
    calling::engine* engine;

    template <class Handler>
    void operator()(Handler&& handler, transport::outgoing request) const
    {
        using operation = async_operation<E, std::decay_t<Handler>>;
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        auto call = engine->prepare(std::move(request),
                                    std::make_unique<operation>(std::forward<Handler>(handler), engine->address()));
        // Before the start: afterwards the handler may run, and its slot with it.
        if (slot.is_connected())
            slot.assign([canceller = engine->canceller_of(call)](boost::asio::cancellation_type type) {
                using kind = boost::asio::cancellation_type;
                if ((type & (kind::terminal | kind::partial)) != kind::none)
                    canceller.cancel();
            });
        engine->start(std::move(call));
    }
};

} // namespace mltrack::calling
