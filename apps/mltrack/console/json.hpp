#pragma once

#include <mltrack/codec/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace mltrack::program {

/// Compact JSON with line breaks and `width` spaces of indentation a level.
std::string indented(std::string_view compact, std::size_t width = 2);

/// An object as indented JSON, whose members `write` writes with the writer it is given.
template <class Write>
std::string to_json_object(Write&& write, std::size_t width = 2)
{
    std::string out;
    codec::json::writer json(out);
    json.object([&] { write(json); });
    return indented(out, width);
}

/// A described object as indented JSON.
template <reflect::described T>
std::string to_json(const T& object)
{
    return indented(codec::json::encode(object));
}

/// Described objects as an indented JSON array.
template <reflect::described T>
std::string to_json(const std::vector<T>& objects)
{
    std::string out = "[";
    for (const auto& object : objects) {
        if (out.size() != 1)
            out += ',';
        codec::json::encode_to(out, object);
    }
    return indented(out += ']');
}

} // namespace mltrack::program
