#pragma once

#include <mltrack/codec/json/reader.hpp>
#include <mltrack/codec/json/writer.hpp>

#include <string>

namespace mltrack::fluent {

/// Takes any value and appends it as compact JSON; numbers keep their text.
inline void copy_json(codec::json::reader& in, std::string& out)
{
    using codec::json::kind;
    char separator = 0;
    switch (in.next()) {
    case kind::object:
        in.begin_object();
        separator = '{';
        for (std::string_view key; in.next_member(key); separator = ',') {
            out += separator;
            codec::json::append_string(out, key);
            out += ':';
            copy_json(in, out);
        }
        out += separator == '{' ? "{}" : "}";
        break;
    case kind::array:
        in.begin_array();
        separator = '[';
        for (; in.next_element(); separator = ',') {
            out += separator;
            copy_json(in, out);
        }
        out += separator == '[' ? "[]" : "]";
        break;
    case kind::string:
        codec::json::append_string(out, in.string());
        break;
    case kind::number:
        out += in.number();
        break;
    case kind::boolean:
        out += in.boolean() ? "true" : "false";
        break;
    case kind::null:
        in.null();
        out += "null";
        break;
    default:
        in.skip();
    }
}

/// Takes any value and gives it as compact JSON.
inline std::string copied_json(codec::json::reader& in)
{
    std::string out;
    copy_json(in, out);
    return out;
}

} // namespace mltrack::fluent
