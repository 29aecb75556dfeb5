#pragma once

#include <mltrack/transport/impl/asio_types.hpp>
#include <mltrack/transport/impl/client_stream.hpp>
#include <mltrack/transport/impl/event_loop_internals.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace mltrack::transport::detail {

/// Brings requests to one server: keeps connections open and uses them again. One that the server has closed meanwhile
/// is replaced by a new one at once, without counting as a failure.
template <class Stream>
class connection_pool
{
public:
    using maker = std::function<Stream(boost::asio::io_context&)>;

    /// `make` makes a stream that is not connected yet. The loop outlives it. Throws `mltrack::exception` for a URL or
    /// proxies that cannot be.
    connection_pool(event_loop& loop, base_url server, const exchange_options& options, maker make)
        : io_(loop.inside().io), to_{std::move(server)}, options_(options), make_(std::move(make)),
          files_(1, files_load_)
    {
        to_.via = proxy_to(to_.server, options.proxies).value();
    }

    const std::string& address() const noexcept { return to_.server.text; }

    std::function<void()> send(std::shared_ptr<const outgoing> request, transport::exchange::completion done)
    {
        const auto signal = std::make_shared<boost::asio::cancellation_signal>();
        const auto complete = [done = std::move(done), signal](const std::exception_ptr& failure,
                                                               result<response> outcome) {
            done(failure ? outcome_of(failure) : std::move(outcome));
        };
        boost::asio::co_spawn(io_, answer(std::move(request)),
                              boost::asio::bind_cancellation_slot(signal->slot(), complete));
        return [signal] { signal->emit(boost::asio::cancellation_type::terminal); };
    }

private:
    using client_stream = basic_client_stream<Stream>;

    struct waiter
    {
        timer wake;
        bool granted = false;
    };

    /// The right to use a connection, given back with the object.
    struct turn
    {
        explicit turn(connection_pool& of) : owner(of) {}
        turn(const turn&) = delete;
        ~turn() { owner.give_turn(); }

        connection_pool& owner;
    };

    static result<response> outcome_of(const std::exception_ptr& failure)
    {
        try {
            std::rethrow_exception(failure);
        } catch (const boost::system::system_error& stopped) {
            if (stopped.code() == boost::asio::error::operation_aborted)
                return error{errc::cancelled, "The request was cancelled"};
            return caught_error();
        } catch (...) {
            return caught_error();
        }
    }

    task<void> take_turn()
    {
        if (running_ < options_.max_connections) {
            ++running_;
            co_return;
        }
        waiter self{timer(io_, timer::time_point::max())};
        waiting_.push_back(&self);
        co_await self.wake.async_wait(with_code);
        if (!self.granted) {
            std::erase(waiting_, &self);
            throw boost::system::system_error(boost::asio::error::operation_aborted);
        }
    }

    void give_turn()
    {
        if (waiting_.empty()) {
            --running_;
            return;
        }
        const auto next = waiting_.front();
        waiting_.pop_front();
        next->granted = true;
        next->wake.cancel();
    }

    /// An open connection that waits for a request, the one used last.
    std::unique_ptr<client_stream> take_idle()
    {
        while (!idle_.empty()) {
            auto stream = std::move(idle_.back());
            idle_.pop_back();
            if (stream->is_quiet())
                return stream;
        }
        return nullptr;
    }

    task<result<response>> answer(std::shared_ptr<const outgoing> request)
    {
        co_await take_turn();
        const turn mine(*this);
        if (auto stream = take_idle()) {
            auto outcome = co_await stream->exchange(to_, *request);
            if (!outcome.nothing_came)
                co_return keep(std::move(stream), std::move(outcome));
        }
        auto stream = std::make_unique<client_stream>(make_(io_), options_, files_);
        if (const auto connected = co_await stream->connect(to_); connected.has_error())
            co_return connected.error();
        auto outcome = co_await stream->exchange(to_, *request);
        co_return keep(std::move(stream), std::move(outcome));
    }

    result<response> keep(std::unique_ptr<client_stream> stream, exchange_outcome outcome)
    {
        if (outcome.reusable)
            idle_.push_back(std::move(stream));
        return std::move(outcome.answer);
    }

    boost::asio::io_context& io_;
    route to_;
    exchange_options options_;
    maker make_;
    transport::load files_load_;
    worker_pool files_; ///< Reads and writes what is up- and downloaded.
    std::vector<std::unique_ptr<client_stream>> idle_;
    std::size_t running_ = 0;
    std::deque<waiter*> waiting_;
};

} // namespace mltrack::transport::detail
