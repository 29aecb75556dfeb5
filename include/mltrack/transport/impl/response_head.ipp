#pragma once

#include <mltrack/transport/http_date.hpp>
#include <mltrack/transport/response_head.hpp>

#include <algorithm>
#include <cstdint>

namespace mltrack::transport {

namespace detail {

/// The date of now, which changes once a second.
inline std::string_view date_now()
{
    thread_local std::int64_t second = -1;
    thread_local std::string text;
    const auto now = schema::unix_ms::now();
    if (now.value / 1000 != second) {
        text = http_date(now);
        second = now.value / 1000;
    }
    return text;
}

} // namespace detail

MLTRACK_DECL std::string_view reason_phrase(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 206:
        return "Partial Content";
    case 304:
        return "Not Modified";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 416:
        return "Range Not Satisfiable";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    default:
        return "";
    }
}

MLTRACK_DECL std::string response_head(const reply& answer, connection afterwards)
{
    std::string text;
    text.reserve(384);
    text.append("HTTP/1.1 ").append(std::to_string(answer.status)).append(" ");
    text.append(reason_phrase(answer.status)).append("\r\n");
    for (const auto& [name, value] : answer.headers) {
        text.append(name).append(": ");
        text.append(value);
        std::replace_if(text.end() - std::ssize(value), text.end(), [](char c) { return c == '\r' || c == '\n'; }, ' ');
        text.append("\r\n");
    }
    if (may_have_body(answer.status)) {
        const auto length = answer.content ? answer.content_length : answer.body.size();
        text.append("Content-Length: ").append(std::to_string(length)).append("\r\n");
    }
    text.append("Date: ").append(detail::date_now()).append("\r\n");
    if (afterwards == connection::close)
        text += "Connection: close\r\n";
    else if (afterwards == connection::keep_for_http_1_0)
        text += "Connection: keep-alive\r\n";
    text += "\r\n";
    return text;
}

} // namespace mltrack::transport
