#pragma once

#include <mltrack/schema/field/lower_case.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace mltrack::transport {

/// One header field of an HTTP message.
struct header
{
    std::string name;
    std::string value;
};

/// Whether two header names are the same: letters without regard to case, ASCII only.
constexpr bool same_header(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](char a, char b) { return schema::lower_case(a) == schema::lower_case(b); });
}

/// The header fields of an HTTP message, in their order.
struct headers : std::vector<header>
{
    using std::vector<header>::vector;

    /// The value of the first field of this name; empty when there is none.
    std::string_view operator[](std::string_view name) const
    {
        const auto found = std::find_if(begin(), end(), [&](const header& h) { return same_header(h.name, name); });
        return found == end() ? std::string_view() : std::string_view(found->value);
    }
};

/// What an HTTP request says before its body.
struct request_head
{
    std::string method; ///< As on the request line: `GET`, `POST`, …
    std::string target; ///< Path and query, still percent-encoded.
    transport::headers headers;
    std::string peer = {}; ///< The caller's address, for logs; empty in process.

    /// Whether a client of the same program asks, without a socket: then there is no Host, and no web page is behind
    /// it.
    bool in_process = false;
};

/// An answer with its body in memory.
struct response
{
    int status = 200;
    transport::headers headers;
    std::string body;
};

} // namespace mltrack::transport
