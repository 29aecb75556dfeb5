#pragma once

#include <mltrack/codec/map_value.hpp>

namespace mltrack::codec::detail {

MLTRACK_DECL void decode_map(decoder& in, text_map& out)
{
    if (in.in.next() != json::kind::object)
        return in.mismatch("an object");
    out.clear();
    std::string_view key;
    in.in.begin_object();
    while (in.in.next_member(key)) {
        const std::string name(key);
        const class problems::scope place(in.problems, name);
        decode_string(in, out[name]);
    }
}

MLTRACK_DECL void encode_map(std::string& out, const text_map& member)
{
    char separator = '{';
    for (const auto& [name, text] : member) {
        out += separator;
        separator = ',';
        json::append_string(out, name);
        out += ':';
        json::append_string(out, text);
    }
    out += separator == '{' ? "{}" : "}";
}

MLTRACK_DECL void document_map(documenter& out)
{
    out.out.object([&] {
        out.out.member("type", "object");
        out.out.key("additionalProperties");
        document_type(out, "string");
    });
}

} // namespace mltrack::codec::detail
