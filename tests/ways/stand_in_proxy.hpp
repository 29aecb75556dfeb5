#pragma once

#include <tests/ways/relay.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <mutex>
#include <string>
#include <vector>

namespace mltrack::test {

/// An HTTP proxy that leads to ports of this machine, whatever host is asked for, and remembers what it was asked.
class stand_in_proxy final : public relay
{
public:
    struct asked
    {
        std::string method, target, host, credentials;
    };

    /// Only those get through who say these credentials; empty: all. `status` other than 0: nobody does.
    explicit stand_in_proxy(std::string credentials = {}, int status = 0)
        : credentials_(std::move(credentials)), status_(status)
    {
        begin();
    }
    ~stand_in_proxy() override { end(); }

    std::vector<asked> requests()
    {
        std::lock_guard lock(mutex_);
        return requests_;
    }

private:
    using request = boost::beast::http::request<boost::beast::http::string_body>;

    static std::uint16_t port_of(std::string_view authority)
    {
        return static_cast<std::uint16_t>(std::stoi(std::string(authority.substr(authority.rfind(':') + 1))));
    }

    asio::awaitable<void> serve(protocol::socket socket) override
    {
        boost::beast::flat_buffer buffer;
        for (;;) {
            boost::beast::http::request_parser<boost::beast::http::string_body> parser;
            parser.body_limit(boost::none);
            co_await boost::beast::http::async_read(socket, buffer, parser, asio::use_awaitable);
            auto each = parser.release();
            note(each);
            if (const int status = refusal_of(each); status != 0) {
                const auto text = "HTTP/1.1 " + std::to_string(status) + " No\r\nContent-Length: 0\r\n\r\n";
                co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
                continue;
            }
            if (each.method_string() == "CONNECT")
                co_return co_await lead(socket, std::string(each.target()));
            co_await forward(socket, std::move(each));
        }
    }

    void note(const request& each)
    {
        std::lock_guard lock(mutex_);
        requests_.push_back({std::string(each.method_string()), std::string(each.target()),
                             std::string(each[boost::beast::http::field::host]),
                             std::string(each[boost::beast::http::field::proxy_authorization])});
    }

    int refusal_of(const request& each) const
    {
        const bool is_known =
            credentials_.empty() || each[boost::beast::http::field::proxy_authorization] == credentials_;
        return is_known ? status_ : 407;
    }

    asio::awaitable<void> lead(protocol::socket& socket, std::string target)
    {
        auto server = co_await connect(port_of(target));
        const std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n";
        co_await asio::async_write(socket, asio::buffer(answer), asio::use_awaitable);
        co_await carry(socket, server);
    }

    asio::awaitable<void> forward(protocol::socket& socket, request each)
    {
        const auto whole = std::string(each.target());
        const auto begin = whole.find("://") + 3;
        const auto path = whole.find('/', begin);
        auto server = co_await connect(port_of(whole.substr(begin, path - begin)));
        each.target(whole.substr(path));
        each.erase(boost::beast::http::field::proxy_authorization);
        co_await boost::beast::http::async_write(server, each, asio::use_awaitable);
        // What the server says goes back as it is, so that half an answer stays half.
        boost::beast::flat_buffer buffer;
        boost::beast::http::response_parser<boost::beast::http::string_body> answer;
        answer.body_limit(boost::none);
        answer.eager(true);
        while (!answer.is_done()) {
            const auto [failure, count] =
                co_await server.async_read_some(buffer.prepare(32 * 1024), asio::as_tuple(asio::use_awaitable));
            if (failure)
                co_return socket.close();
            co_await asio::async_write(socket, asio::buffer(buffer.prepare(count).data(), count), asio::use_awaitable);
            buffer.commit(count);
            boost::system::error_code incomplete;
            buffer.consume(answer.put(buffer.data(), incomplete));
            if (incomplete && incomplete != boost::beast::http::error::need_more)
                co_return socket.close();
        }
    }

    std::string credentials_;
    int status_;
    std::mutex mutex_;
    std::vector<asked> requests_;
};

} // namespace mltrack::test
