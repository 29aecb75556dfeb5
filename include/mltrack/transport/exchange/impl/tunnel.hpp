#pragma once

#include <mltrack/transport/exchange/impl/route.hpp>
#include <mltrack/transport/impl/asio_types.hpp>

#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include <string>

namespace mltrack::transport::detail {

/// Why a proxy leads to no server.
inline error refused_tunnel(const route& to, int status, std::string_view reason)
{
    const auto& variable = to.via->variable;
    const auto what =
        "Cannot reach " + to.name() + ": the proxy answered " + std::to_string(status) + ' ' + std::string(reason);
    if (status == 407)
        return {errc::unauthenticated,
                what + " — " +
                    (to.via->url.authorization.empty()
                         ? "write user and password into " + variable + ", as http://user:password@host:port"
                         : "are user and password in " + variable + " right?")};
    const bool is_passing = status == 408 || status == 429 || (status / 100 == 5 && status != 501);
    return {is_passing ? errc::temporarily_unavailable : errc::permission_denied,
            what + " — may it lead there? Otherwise take " + to.server.host + " into NO_PROXY"};
}

/// Has the proxy at the other end of a connection lead on to the server. Throws what fails in between.
template <class Stream>
task<result<void>> open_tunnel(Stream& stream, const route& to)
{
    namespace http = beast::http;
    const auto server = to.server.host_and_port();
    std::string request = "CONNECT " + server + " HTTP/1.1\r\nHost: " + server + "\r\n";
    if (!to.via->url.authorization.empty())
        request += "Proxy-Authorization: " + to.via->url.authorization + "\r\n";
    request += "\r\n";
    co_await asio::async_write(stream, asio::buffer(request), in_coroutine);

    beast::flat_buffer buffer;
    http::response_parser<http::empty_body> answer;
    answer.skip(true);
    // What comes after the head is the server's; it says nothing before the client has.
    co_await http::async_read_header(stream, buffer, answer, in_coroutine);
    const auto& head = answer.get();
    if (head.result_int() / 100 != 2)
        co_return refused_tunnel(to, static_cast<int>(head.result_int()), head.reason());
    co_return result<void>();
}

} // namespace mltrack::transport::detail
