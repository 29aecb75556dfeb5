#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <atomic>
#include <cstdint>
#include <thread>

namespace mltrack::test {

namespace asio = boost::asio;

/// Something that listens on a free port of the loopback and serves each connection by a coroutine of its own, on one
/// thread.
class relay
{
public:
    using protocol = asio::ip::tcp;

    relay() = default;
    relay(const relay&) = delete;
    relay& operator=(const relay&) = delete;
    virtual ~relay() = default;

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

    /// How many connections there were.
    int connections() const { return connections_; }

protected:
    /// Called by the last class once it can serve.
    void begin()
    {
        asio::co_spawn(io_, accept(), asio::detached);
        thread_ = std::thread([this] { io_.run(); });
    }

    /// Called by the last class before it goes.
    void end()
    {
        io_.stop();
        if (thread_.joinable())
            thread_.join();
    }

    /// Serves a connection; what fails ends it.
    virtual asio::awaitable<void> serve(protocol::socket socket) = 0;

    asio::io_context& io() noexcept { return io_; }

    /// Connects to a port of the loopback.
    asio::awaitable<protocol::socket> connect(std::uint16_t port)
    {
        protocol::socket socket(io_);
        co_await socket.async_connect({asio::ip::address_v4::loopback(), port}, asio::use_awaitable);
        socket.set_option(protocol::no_delay(true));
        co_return socket;
    }

    /// Carries bytes both ways until either end closes.
    template <class Left, class Right>
    static asio::awaitable<void> carry(Left& left, Right& right)
    {
        using namespace asio::experimental::awaitable_operators;
        co_await (pump(left, right) || pump(right, left));
    }

private:
    asio::awaitable<void> accept()
    {
        for (;;) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            socket.set_option(protocol::no_delay(true));
            ++connections_;
            asio::co_spawn(io_, serve(std::move(socket)), asio::detached);
        }
    }

    template <class From, class To>
    static asio::awaitable<void> pump(From& from, To& to)
    {
        std::array<char, 32 * 1024> bytes;
        constexpr auto with_code = asio::as_tuple(asio::use_awaitable);
        for (;;) {
            const auto [ended, count] = co_await from.async_read_some(asio::buffer(bytes), with_code);
            if (ended)
                co_return;
            const auto [failed, sent] = co_await asio::async_write(to, asio::buffer(bytes.data(), count), with_code);
            if (failed)
                co_return;
        }
    }

    asio::io_context io_{1};
    protocol::acceptor acceptor_{io_, {asio::ip::address_v4::loopback(), 0}};
    std::atomic<int> connections_ = 0;
    std::thread thread_;
};

} // namespace mltrack::test
