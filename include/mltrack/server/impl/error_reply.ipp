#pragma once

#include <mltrack/codec/json/writer.hpp>
#include <mltrack/server/error_reply.hpp>

#include <utility>

namespace mltrack::serving {

MLTRACK_DECL transport::reply json_reply(std::string text)
{
    transport::reply reply;
    reply.headers = {{"Content-Type", "application/json"}};
    reply.body = std::move(text);
    return reply;
}

MLTRACK_DECL transport::reply error_reply(const error& error)
{
    const error_entry& entry = describe(error.code);
    std::string text;
    codec::json::writer out(text);
    out.object([&] {
        out.member("error_code", entry.name);
        out.member("message", error.message);
        if (!entry.sqlstate.empty())
            out.member("sqlstate", entry.sqlstate);
        if (!entry.error_class.empty())
            out.member("error_class", entry.error_class);
    });
    auto reply = json_reply(std::move(text));
    reply.status = entry.status;
    if (error.code == errc::resource_exhausted)
        reply.headers.push_back({"Retry-After", "1"});
    return reply;
}

} // namespace mltrack::serving
