// A plain Beast server with coroutines and Boost.JSON, to compare with: reads requests over keep-alive connections,
// answers JSON.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message_generator.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <chrono>
#include <exception>
#include <utility>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

namespace {

http::message_generator answer(http::request<http::string_body>&& request)
{
    boost::json::object body;
    auto status = http::status::ok;
    if (request.target() == "/log")
        body["key"] = boost::json::parse(request.body()).at("key");
    else if (request.target() != "/health") {
        status = http::status::not_found;
        body["error_code"] = "ENDPOINT_NOT_FOUND";
    }
    http::response<http::string_body> response(status, request.version());
    response.set(http::field::content_type, "application/json");
    response.keep_alive(request.keep_alive());
    response.body() = boost::json::serialize(body);
    response.prepare_payload();
    return response;
}

asio::awaitable<void> serve(beast::tcp_stream stream)
{
    beast::flat_buffer buffer;
    for (bool keep_alive = true; keep_alive;) {
        stream.expires_after(std::chrono::seconds(30));
        http::request<http::string_body> request;
        co_await http::async_read(stream, buffer, request, asio::use_awaitable);
        auto response = answer(std::move(request));
        keep_alive = response.keep_alive();
        co_await beast::async_write(stream, std::move(response), asio::use_awaitable);
    }
    stream.socket().shutdown(tcp::socket::shutdown_send);
}

asio::awaitable<void> listen(tcp::endpoint endpoint)
{
    const auto executor = co_await asio::this_coro::executor;
    tcp::acceptor acceptor(executor, endpoint);
    for (;;)
        asio::co_spawn(executor, serve(beast::tcp_stream(co_await acceptor.async_accept(asio::use_awaitable))),
                       asio::detached);
}

} // namespace

int main()
{
    asio::io_context context;
    asio::co_spawn(context, listen({tcp::v4(), 5000}), [](std::exception_ptr failure) {
        if (failure)
            std::rethrow_exception(failure);
    });
    context.run();
}
