#pragma once

#include <mltrack/transport/impl/asio_types.hpp>
#include <mltrack/transport/impl/client_stream.hpp>
#include <mltrack/transport/impl/event_loop.ipp>
#include <mltrack/transport/tcp_exchange.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <charconv>
#include <deque>

namespace mltrack::transport {
namespace detail {

inline bool is_port(std::string_view text)
{
    std::uint16_t number = 0;
    const auto [rest, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    return failure == std::errc() && rest == text.data() + text.size() && number != 0;
}

} // namespace detail

MLTRACK_DECL std::string base_url::authority() const
{
    const bool is_ipv6 = host.find(':') != host.npos;
    return (is_ipv6 ? '[' + host + ']' : host) + (port == "80" ? "" : ':' + port);
}

MLTRACK_DECL result<base_url> base_url::parse(std::string_view text)
{
    const auto refuse = [&](errc code, const char* reason) {
        return error{code, "Invalid tracking URI '" + std::string(text) + "': " + reason};
    };
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed)
        return refuse(errc::invalid_parameter_value, "it is no URL; write http://host:port");
    const auto& url = *parsed;
    if (url.scheme_id() == boost::urls::scheme::https)
        return refuse(errc::not_implemented, "this client has no TLS; use http:// or a TLS proxy on this machine");
    if (url.scheme_id() != boost::urls::scheme::http || url.host().empty())
        return refuse(errc::invalid_parameter_value, "this client speaks HTTP; write http://host:port");
    if (url.has_userinfo())
        return refuse(errc::invalid_parameter_value, "it holds credentials; set MLFLOW_TRACKING_USERNAME and "
                                                     "MLFLOW_TRACKING_PASSWORD, or in C++ pass the header "
                                                     "Authorization in client_options::headers");
    if (url.has_query() || url.has_fragment())
        return refuse(errc::invalid_parameter_value, "it may hold a path, but no query or fragment");
    if (url.has_port() && !detail::is_port(url.port()))
        return refuse(errc::invalid_parameter_value, "its port is no number from 1 to 65535");
    base_url result{std::string(text), url.host_address(), url.has_port() ? std::string(url.port()) : "80",
                    std::string(url.encoded_path())};
    while (result.text.ends_with('/'))
        result.text.pop_back();
    while (result.prefix.ends_with('/'))
        result.prefix.pop_back();
    return result;
}

class tcp_exchange::engine
{
public:
    engine(event_loop& loop, base_url server, exchange_options options)
        : io_(loop.inside().io), url(std::move(server)), options_(options), files_(1, files_load_)
    {
    }

    std::function<void()> send(std::shared_ptr<const outgoing> request, completion done)
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
    struct waiter
    {
        detail::timer wake;
        bool granted = false;
    };

    /// The right to use a connection, given back with the object.
    struct turn
    {
        explicit turn(engine& owner) : owner(owner) {}
        turn(const turn&) = delete;
        ~turn() { owner.give_turn(); }

        engine& owner;
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

    detail::task<void> take_turn()
    {
        if (running_ < options_.max_connections) {
            ++running_;
            co_return;
        }
        waiter self{detail::timer(io_, detail::timer::time_point::max())};
        waiting_.push_back(&self);
        co_await self.wake.async_wait(detail::with_code);
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
    std::unique_ptr<detail::client_stream> take_idle()
    {
        while (!idle_.empty()) {
            auto stream = std::move(idle_.back());
            idle_.pop_back();
            if (stream->is_quiet())
                return stream;
        }
        return nullptr;
    }

    detail::task<result<response>> answer(std::shared_ptr<const outgoing> request)
    {
        co_await take_turn();
        const turn mine(*this);
        if (auto stream = take_idle()) {
            auto outcome = co_await stream->exchange(url, *request);
            if (!outcome.nothing_came)
                co_return keep(std::move(stream), std::move(outcome));
        }
        auto stream = std::make_unique<detail::client_stream>(detail::tcp_stream(io_), options_, files_);
        if (const auto connected = co_await stream->connect(url); connected.has_error())
            co_return connected.error();
        auto outcome = co_await stream->exchange(url, *request);
        co_return keep(std::move(stream), std::move(outcome));
    }

    result<response> keep(std::unique_ptr<detail::client_stream> stream, detail::exchange_outcome outcome)
    {
        if (outcome.reusable)
            idle_.push_back(std::move(stream));
        return std::move(outcome.answer);
    }

    boost::asio::io_context& io_;

public:
    const base_url url;

private:
    exchange_options options_;
    transport::load files_load_;
    detail::worker_pool files_; ///< Reads and writes what is up- and downloaded.
    std::vector<std::unique_ptr<detail::client_stream>> idle_;
    std::size_t running_ = 0;
    std::deque<waiter*> waiting_;
};

MLTRACK_DECL tcp_exchange::tcp_exchange(event_loop& loop, std::string_view url, exchange_options options)
    : engine_(std::make_unique<engine>(loop, base_url::parse(url).value(), options))
{
}

MLTRACK_DECL tcp_exchange::~tcp_exchange() = default;

MLTRACK_DECL std::function<void()> tcp_exchange::send(std::shared_ptr<const outgoing> request, completion done)
{
    return engine_->send(std::move(request), std::move(done));
}

MLTRACK_DECL const std::string& tcp_exchange::address() const noexcept
{
    return engine_->url.text;
}

} // namespace mltrack::transport
