#pragma once

#include <mltrack/transport/handler.hpp>
#include <mltrack/transport/load.hpp>
#include <mltrack/transport/tcp_listener.hpp>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cerrno>
#include <functional>
#include <initializer_list>
#include <linux/sockios.h>
#include <sstream>
#include <string>
#include <string_view>
#include <sys/ioctl.h>
#include <system_error>
#include <thread>

namespace mltrack::tests {

/// A handler whose answers are a function of the test's.
struct function_handler : transport::handler
{
    explicit function_handler(std::function<transport::plan(const transport::request_head&)> begin)
        : function(std::move(begin))
    {
    }

    transport::plan begin(transport::request_head head) override { return function(head); }

    std::function<transport::plan(const transport::request_head&)> function;
};

/// An answer of 200 with this text.
inline transport::reply text_reply(std::string text)
{
    transport::reply answer;
    answer.body = std::move(text);
    return answer;
}

/// A POST whose body comes in these chunks.
inline std::string chunked(std::initializer_list<std::string> chunks)
{
    std::ostringstream text;
    text << "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" << std::hex;
    for (const auto& chunk : chunks)
        text << chunk.size() << "\r\n" << chunk << "\r\n";
    text << "0\r\n\r\n";
    return text.str();
}

/// A listener on a free port of the loopback that runs on a thread of its own.
class running_listener
{
public:
    explicit running_listener(transport::handler& handler, transport::listen_options options = {})
        : listener(handler, load, on_free_port(std::move(options))), thread_([this] { listener.run(); })
    {
    }

    ~running_listener() { stop(); }

    void stop()
    {
        listener.stop();
        if (thread_.joinable())
            thread_.join();
    }

    transport::load load;
    transport::tcp_listener listener;

private:
    static transport::listen_options on_free_port(transport::listen_options options)
    {
        options.port = 0;
        return options;
    }

    std::thread thread_;
};

/// A blocking connection that sends what it is told, byte for byte.
class connection
{
public:
    using response = boost::beast::http::response<boost::beast::http::string_body>;

    explicit connection(std::uint16_t port) : socket_(io_)
    {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
    }

    void send(std::string_view bytes) { boost::asio::write(socket_, boost::asio::buffer(bytes)); }

    /// Reads the next answer; of one to HEAD only the header.
    response receive(bool to_head = false)
    {
        boost::beast::http::response_parser<boost::beast::http::string_body> parser;
        parser.body_limit(boost::none);
        parser.skip(to_head);
        boost::beast::http::read(socket_, buffer_, parser);
        return parser.release();
    }

    response exchange(std::string_view request)
    {
        send(request);
        return receive();
    }

    /// Whether the other side ends the connection without another byte.
    bool ended()
    {
        if (buffer_.size() != 0)
            return false;
        char byte;
        boost::system::error_code error;
        boost::asio::read(socket_, boost::asio::buffer(&byte, 1), error);
        return static_cast<bool>(error);
    }

    /// Waits until the system at the other side has all that was sent.
    void wait_until_received()
    {
        for (int unconfirmed = 1; unconfirmed != 0; std::this_thread::yield())
            if (::ioctl(socket_.native_handle(), SIOCOUTQ, &unconfirmed) != 0)
                throw std::system_error(errno, std::generic_category(), "SIOCOUTQ");
    }

    /// Sends of these bytes, again and again, what fits before the other side has to read; how many fitted.
    std::size_t send_what_fits(std::string_view bytes)
    {
        boost::system::error_code full;
        std::size_t sent = 0;
        socket_.non_blocking(true);
        while (!full)
            sent += socket_.write_some(boost::asio::buffer(bytes.substr(sent % bytes.size())), full);
        socket_.non_blocking(false);
        return sent;
    }

    /// Reads until the other side ends the connection.
    void drain()
    {
        boost::system::error_code ended;
        std::string bytes(1 << 16, ' ');
        while (!ended)
            socket_.read_some(boost::asio::buffer(bytes), ended);
    }

    /// Ends the connection as a program that is killed may: with a reset.
    void reset()
    {
        socket_.set_option(boost::asio::socket_base::linger(true, 0));
        socket_.close();
    }

    void close_sending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

private:
    boost::asio::io_context io_;
    boost::asio::ip::tcp::socket socket_;
    boost::beast::flat_buffer buffer_;
};

} // namespace mltrack::tests
