#pragma once

#include <mltrack/codec/request.hpp>

namespace mltrack::codec {

MLTRACK_DECL result<void> decode_parts(const structure& type, const request_parts& parts, void* request)
{
    const bool from_query = parts.read_query && (!parts.query.empty() || parts.body.empty());
    if (!from_query && parts.path_arguments.empty())
        return json::decode_text(type, parts.body.empty() ? "{}" : parts.body, request);
    auto arguments = parts.path_arguments;
    if (parts.read_query)
        for (auto& each : parse_query(parts.query))
            arguments.push_back(std::move(each));
    problems found;
    decode_arguments(type, arguments, request, found);
    if (!found.empty())
        return found.to_error();
    return {};
}

} // namespace mltrack::codec
