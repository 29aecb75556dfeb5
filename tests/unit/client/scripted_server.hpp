#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace mltrack::test {

/// A server on a free port of the loopback that says what the test tells it, byte for byte.
class scripted_server
{
public:
    /// What a request was, and where it stood.
    struct received
    {
        std::string method, target, body;
        std::string host, user_agent, content_type, custom;
        std::string authorization, proxy_authorization, range, organization, if_range;
        int connection = 0; ///< Counted from 0.
        int number = 0;     ///< Among all requests, from 0.
    };

    /// What to send back: `bytes`, then maybe the end of the connection. No bytes and no end: no answer, ever.
    struct answer
    {
        std::string bytes;
        bool close = false;
    };

    using script = std::function<answer(const received&)>;

    explicit scripted_server(script script) : script_(std::move(script))
    {
        acceptor_thread_ = std::thread([this] { accept(); });
    }

    ~scripted_server()
    {
        {
            std::lock_guard lock(mutex_);
            stopping_ = true;
            for (auto* socket : sockets_)
                ::shutdown(socket->native_handle(), SHUT_RDWR);
        }
        ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
        acceptor_thread_.join();
        for (auto& each : threads_)
            each.join();
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }

    std::vector<received> requests()
    {
        std::lock_guard lock(mutex_);
        return requests_;
    }

    int connections()
    {
        std::lock_guard lock(mutex_);
        return static_cast<int>(threads_.size());
    }

    /// A whole answer with a body.
    static std::string reply(int status, std::string_view body, std::string_view more_headers = {})
    {
        return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Type: application/json\r\n" +
               std::string(more_headers) + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
               std::string(body);
    }

private:
    using protocol = boost::asio::ip::tcp;

    void accept()
    {
        for (;;) {
            protocol::socket socket(io_);
            boost::system::error_code failure;
            acceptor_.accept(socket, failure);
            std::lock_guard lock(mutex_);
            if (failure || stopping_)
                return;
            const int number = static_cast<int>(threads_.size());
            threads_.emplace_back([this, number, socket = std::move(socket)]() mutable { serve(socket, number); });
        }
    }

    void serve(protocol::socket& socket, int connection)
    {
        {
            std::lock_guard lock(mutex_);
            if (stopping_)
                return;
            sockets_.push_back(&socket);
        }
        try {
            serve_requests(socket, connection);
        } catch (const boost::system::system_error&) {
            // The client has gone, which many tests want.
        }
        std::lock_guard lock(mutex_);
        std::erase(sockets_, &socket);
        socket.close();
    }

    void serve_requests(protocol::socket& socket, int connection)
    {
        namespace http = boost::beast::http;
        boost::beast::flat_buffer buffer;
        for (;;) {
            http::request_parser<http::string_body> parser;
            parser.body_limit(boost::none);
            http::read(socket, buffer, parser);
            const auto& request = parser.get();
            received each{std::string(request.method_string()),
                          std::string(request.target()),
                          request.body(),
                          std::string(request[http::field::host]),
                          std::string(request[http::field::user_agent]),
                          std::string(request[http::field::content_type]),
                          std::string(request["X-Custom"]),
                          std::string(request[http::field::authorization]),
                          std::string(request[http::field::proxy_authorization]),
                          std::string(request[http::field::range]),
                          std::string(request["x-databricks-org-id"]),
                          std::string(request[http::field::if_range]),
                          connection};
            {
                std::lock_guard lock(mutex_);
                each.number = static_cast<int>(requests_.size());
                requests_.push_back(each);
            }
            const auto said = script_(each);
            boost::asio::write(socket, boost::asio::buffer(said.bytes));
            if (said.close)
                return;
        }
    }

    script script_;
    boost::asio::io_context io_;
    protocol::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::mutex mutex_;
    bool stopping_ = false;
    std::vector<protocol::socket*> sockets_;
    std::vector<received> requests_;
    std::vector<std::thread> threads_;
    std::thread acceptor_thread_;
};

} // namespace mltrack::test
