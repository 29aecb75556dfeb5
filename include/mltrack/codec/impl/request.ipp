#pragma once

#include <mltrack/codec/request.hpp>

namespace mltrack::codec {

MLTRACK_DECL result<void> decode_parts(const structure& type, const request_parts& parts, void* request)
{
    const bool is_named = !parts.query.empty() || !parts.path_arguments.empty();
    const bool from_query = parts.read_query && (is_named || parts.body.empty());
    presence in_message, in_path;
    problems found;
    if (from_query)
        decode_arguments(type, parse_query(parts.query), request, in_message, found);
    else
        MLTRACK_CHECK(json::decode_members(type, parts.body.empty() ? "{}" : parts.body, request, in_message, found,
                                           most_body_values));
    decode_arguments(type, parts.path_arguments, request, in_path, found);
    check_presence(type, {in_message.plain | in_path.plain, in_message.other | in_path.other, {}}, found);
    return found.empty() ? result<void>() : found.to_error();
}

} // namespace mltrack::codec
