#pragma once

#include <mltrack/codec/json/reader.hpp>
#include <mltrack/fluent/value/json_value.hpp>
#include <mltrack/schema/error.hpp>

#include <cmath>

namespace mltrack {
namespace fluent {

template <class Floating>
void append_any_json_number(std::string& out, Floating value)
{
    if (std::isnan(value))
        out += "NaN";
    else if (std::isinf(value))
        out += value < 0 ? "-Infinity" : "Infinity";
    else
        append_floating(out, value);
}

MLTRACK_DECL void append_json_number(std::string& out, double value)
{
    append_any_json_number(out, value);
}

MLTRACK_DECL void append_json_number(std::string& out, float value)
{
    append_any_json_number(out, value);
}

/// The end of a string that starts right before `at`: one behind its closing quote.
inline std::size_t end_of_string(std::string_view json, std::size_t at)
{
    while (at < json.size() && json[at] != '"')
        at += json[at] == '\\' ? 2 : 1;
    return std::min(at + 1, json.size());
}

MLTRACK_DECL std::string indented(std::string_view json)
{
    std::string out;
    std::size_t level = 0;
    const auto new_line = [&] { out.append(1, '\n').append(2 * level, ' '); };
    for (std::size_t at = 0; at < json.size();) {
        const char c = json[at++];
        if (c == '"') {
            const auto end = end_of_string(json, at);
            out += json.substr(at - 1, end - at + 1);
            at = end;
        } else if (c == '{' || c == '[') {
            out += c;
            const auto next = json.find_first_not_of(" \t\r\n", at);
            if (next != json.npos && (json[next] == '}' || json[next] == ']')) {
                out += json[next];
                at = next + 1;
            } else {
                ++level;
                new_line();
            }
        } else if (c == '}' || c == ']') {
            --level;
            new_line();
            out += c;
        } else if (c == ',') {
            out += c;
            new_line();
        } else if (c == ':') {
            out += ": ";
        } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
            out += c;
        }
    }
    return out;
}

} // namespace fluent

MLTRACK_DECL json_text::json_text(std::string_view text) : text_(text)
{
    codec::json::reader in(text_);
    in.skip();
    in.finish();
    if (in.failed())
        throw exception(error{errc::invalid_parameter_value, "The text is no JSON: " + in.failure()});
}

MLTRACK_DECL json_value::json_value(std::initializer_list<json_member> members)
{
    char separator = '{';
    for (const auto& [name, value] : members) {
        text_ += separator;
        separator = ',';
        codec::json::append_string(text_, name);
        (text_ += ':') += value.text();
    }
    text_ += separator == '{' ? "{}" : "}";
}

} // namespace mltrack
