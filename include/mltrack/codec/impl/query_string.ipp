#pragma once

#include <mltrack/codec/impl/structure.ipp>
#include <mltrack/codec/query_string.hpp>
#include <mltrack/codec/utf8.hpp>

#include <algorithm>
#include <bitset>

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

MLTRACK_DECL std::optional<std::string> percent_decode(std::string_view text, bool plus_is_blank)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t index = 0; index != text.size(); ++index) {
        if (text[index] == '+' && plus_is_blank) {
            out += ' ';
        } else if (text[index] != '%') {
            out += text[index];
        } else {
            const int high = index + 2 < text.size() ? detail::hex_digit(text[index + 1]) : -1;
            const int low = index + 2 < text.size() ? detail::hex_digit(text[index + 2]) : -1;
            if (high < 0 || low < 0)
                return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            index += 2;
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
    const auto decoded = [](std::string_view text) {
        return valid_utf8(percent_decode(text, true).value_or(std::string(text)));
    };
    std::vector<argument> arguments;
    while (!query.empty()) {
        const auto part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), part.size() + 1));
        if (part.empty())
            continue;
        const auto equals = std::min(part.find('='), part.size());
        arguments.emplace_back(decoded(part.substr(0, equals)),
                               decoded(part.substr(std::min(part.size(), equals + 1))));
    }
    return arguments;
}

MLTRACK_DECL void decode_arguments(const structure& type, const std::vector<argument>& arguments, void* object,
                                   problems& problems)
{
    std::bitset<64> plain, other;
    for (const auto& [name, text] : arguments) {
        auto index = detail::find_field(type, name);
        const bool older = index == detail::no_field;
        if (older)
            index = detail::find_other_name(type, name);
        if (index == detail::no_field)
            continue;
        const field& member = type.fields[index];
        if (!member.type->repeated && (plain[index] || (older && other[index])))
            continue;
        (older ? other : plain).set(index);
        const class problems::scope place(problems, member.name);
        member.type->parse(text, problems, member.address(object));
    }
    for (std::size_t index = 0; index != type.fields.size(); ++index)
        if (type.fields[index].type->required && !plain[index] && !other[index]) {
            const class problems::scope place(problems, type.fields[index].name);
            problems.add("missing value for a required parameter");
        }
}

MLTRACK_DECL std::string encode_arguments(const structure& type, const void* object)
{
    std::string out;
    std::vector<std::string> texts;
    for (const field& member : type.fields) {
        texts.clear();
        member.type->print(member.address_in(object), texts);
        for (const auto& text : texts) {
            if (!out.empty())
                out += '&';
            out += member.name;
            out += '=';
            out += percent_encode(text);
        }
    }
    return out;
}

} // namespace mltrack::codec
