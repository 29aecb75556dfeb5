#pragma once

#include <mltrack/codec/impl/structure.ipp>
#include <mltrack/codec/query_string.hpp>
#include <mltrack/schema/field/utf8.hpp>

#include <algorithm>

namespace mltrack::codec {
namespace detail {

inline int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 32);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

} // namespace detail

MLTRACK_DECL std::string percent_decode(std::string_view text, bool plus_is_blank)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t index = 0; index != text.size(); ++index) {
        const bool escape = text[index] == '%' && index + 2 < text.size();
        const int high = escape ? detail::hex_digit(text[index + 1]) : -1;
        const int low = escape ? detail::hex_digit(text[index + 2]) : -1;
        if (high >= 0 && low >= 0) {
            out += static_cast<char>(high * 16 + low);
            index += 2;
        } else {
            out += text[index] == '+' && plus_is_blank ? ' ' : text[index];
        }
    }
    return out;
}

MLTRACK_DECL std::string percent_encode(std::string_view text, std::string_view also_plain)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~' || (c != '\0' && also_plain.find(c) != also_plain.npos);
        if (plain)
            out += c;
        else
            out += {'%', hex[static_cast<unsigned char>(c) >> 4], hex[c & 15]};
    }
    return out;
}

MLTRACK_DECL std::vector<argument> parse_query(std::string_view query)
{
    std::vector<argument> arguments;
    while (!query.empty()) {
        const auto part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), part.size() + 1));
        if (part.empty())
            continue;
        const auto equals = std::min(part.find('='), part.size());
        arguments.emplace_back(percent_decode(part.substr(0, equals), true),
                               percent_decode(part.substr(std::min(part.size(), equals + 1)), true));
    }
    return arguments;
}

MLTRACK_DECL void decode_arguments(const structure& type, const std::vector<argument>& arguments, void* object,
                                   presence& met, problems& found)
{
    for (const auto& [name, text] : arguments) {
        auto index = detail::find_field(type, name);
        const bool older = index == detail::no_field;
        if (older)
            index = detail::find_other_name(type, name);
        if (index == detail::no_field)
            continue;
        const field& member = type.fields[index];
        if (!member.type->repeated && (met.plain[index] || (older && met.other[index])))
            continue;
        (older ? met.other : met.plain).set(index);
        const problems::scope place(found, member.name);
        if (schema::is_utf8(text))
            member.type->parse(text, found, member.address(object));
        else
            found.add("the text is not UTF-8");
    }
}

MLTRACK_DECL std::vector<argument> arguments_of(const structure& type, const void* object)
{
    std::vector<argument> arguments;
    std::vector<std::string> texts;
    for (const field& member : type.fields) {
        texts.clear();
        member.type->print(member.address_in(object), texts);
        for (auto& text : texts)
            arguments.emplace_back(member.name, std::move(text));
    }
    return arguments;
}

MLTRACK_DECL std::string format_query(const std::vector<argument>& arguments)
{
    std::string out;
    for (const auto& [name, value] : arguments) {
        if (!out.empty())
            out += '&';
        out += percent_encode(name) + '=' + percent_encode(value);
    }
    return out;
}

} // namespace mltrack::codec
