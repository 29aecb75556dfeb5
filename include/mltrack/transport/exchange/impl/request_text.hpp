#pragma once

#include <mltrack/transport/exchange.hpp>
#include <mltrack/transport/exchange/impl/route.hpp>

#include <string>

namespace mltrack::transport::detail {

/// The request line and the header fields, with the empty line that ends them.
inline std::string request_text(const route& to, const outgoing& request)
{
    const auto& head = request.head;
    const auto& server = to.server;
    std::string text = head.method + ' ' + (to.is_forwarded() ? "http://" + server.authority() : "") + server.prefix +
                       head.target + " HTTP/1.1\r\nHost: " + server.authority() + "\r\n";
    if (to.is_forwarded() && !to.via->url.authorization.empty())
        text += "Proxy-Authorization: " + to.via->url.authorization + "\r\n";
    if (!server.authorization.empty())
        text += "Authorization: " + server.authorization + "\r\n";
    for (const auto& [name, value] : head.headers) {
        // Those of the URL win, as in MLflow.
        if (!server.authorization.empty() && same_header(name, "Authorization"))
            continue;
        text.append(name).append(": ");
        for (const char each : value)
            text += each == '\r' || each == '\n' ? ' ' : each;
        text += "\r\n";
    }
    if (request.progress && request.progress->target)
        text += "Range: bytes=" + std::to_string(request.progress->position) +
                "-\r\nIf-Range: " + request.progress->version + "\r\n";
    const auto length = request.upload ? request.upload->size() : request.body.size();
    if (length != 0 || head.method == "POST" || head.method == "PUT")
        text.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
    return text.append("\r\n");
}

} // namespace mltrack::transport::detail
