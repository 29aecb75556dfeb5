#pragma once

#include <mltrack/codec/structure.hpp>

namespace mltrack::codec {

MLTRACK_DECL void decoder::mismatch(std::string_view expected)
{
    std::string sentence = "expected ";
    sentence += expected;
    sentence += ", got ";
    sentence += name_of(in.next());
    problems.add(sentence);
    in.skip();
}

MLTRACK_DECL std::string structure::name() const
{
    constexpr std::string_view home = "mltrack::schema::";
    std::string text(full_name.starts_with(home) ? full_name.substr(home.size()) : full_name);
    for (auto at = text.find("::"); at != text.npos; at = text.find("::"))
        text.replace(at, 2, ".");
    return text;
}

namespace detail {

/// `runName` → `run_name`.
inline std::string snake_case(std::string_view camel)
{
    std::string out;
    for (const char c : camel)
        if (c >= 'A' && c <= 'Z')
            out += {'_', static_cast<char>(c - 'A' + 'a')};
        else
            out += c;
    return out;
}

constexpr std::size_t no_field = static_cast<std::size_t>(-1);

inline std::size_t find_field(const structure& type, std::string_view name)
{
    for (std::size_t index = 0; index != type.fields.size(); ++index)
        if (type.fields[index].name == name)
            return index;
    return no_field;
}

inline std::size_t find_other_name(const structure& type, std::string_view name)
{
    for (std::size_t index = 0; index != type.fields.size(); ++index)
        if (!type.fields[index].type->other_name.empty() && type.fields[index].type->other_name == name)
            return index;
    return no_field;
}

inline void note_both_spellings(const field& member, problems& problems)
{
    const class problems::scope place(problems, member.name);
    problems.add("stands there in snake_case and in lowerCamelCase: send it once");
}

/// Which field a member of the text means, after noting how it was met; `no_field` to skip it.
inline std::size_t meet(const structure& type, std::string_view key, presence& met, problems& problems)
{
    if (const auto index = find_field(type, key); index != no_field) {
        if (met.camel[index])
            note_both_spellings(type.fields[index], problems);
        met.plain.set(index);
        return index;
    }
    if (const auto index = find_other_name(type, key); index != no_field) {
        met.other.set(index);
        return met.plain[index] ? no_field : index;
    }
    const auto index = find_field(type, snake_case(key));
    if (index == no_field)
        return no_field;
    if (met.plain[index])
        note_both_spellings(type.fields[index], problems);
    met.camel.set(index);
    return index;
}

} // namespace detail

MLTRACK_DECL void decode_members(const structure& type, decoder& in, void* object, presence& met)
{
    std::string_view key;
    in.in.begin_object();
    while (in.in.next_member(key)) {
        if (in.in.next() == json::kind::null) {
            in.in.null();
            continue;
        }
        const auto index = detail::meet(type, key, met, in.problems);
        if (index == detail::no_field) {
            in.in.skip();
            continue;
        }
        const field& member = type.fields[index];
        const class problems::scope place(in.problems, member.name);
        member.type->decode(in, member.address(object));
    }
}

MLTRACK_DECL void check_presence(const structure& type, const presence& met, problems& problems)
{
    // MLflow looks for required members in the raw text, where their camelCase form does not count.
    for (std::size_t index = 0; index != type.fields.size(); ++index)
        if (type.fields[index].type->required && !met.plain[index] && !met.other[index]) {
            const class problems::scope place(problems, type.fields[index].name);
            problems.add("missing value for a required parameter");
        }
}

MLTRACK_DECL void decode_object(const structure& type, decoder& in, void* object)
{
    if (in.in.next() != json::kind::object)
        return in.mismatch("an object");
    presence met;
    decode_members(type, in, object, met);
    check_presence(type, met, in.problems);
}

MLTRACK_DECL void encode_object(const structure& type, std::string& out, const void* object)
{
    char separator = '{';
    for (const field& member : type.fields) {
        const void* address = member.address_in(object);
        if (member.type->absent(address))
            continue;
        out += separator;
        separator = ',';
        out += '"';
        out += member.name;
        out += "\":";
        member.type->encode(out, address);
    }
    out += separator == '{' ? "{}" : "}";
}

MLTRACK_DECL void check_object(const structure& type, const void* object, problems& problems)
{
    for (const field& member : type.fields) {
        const class problems::scope place(problems, member.name);
        member.type->check(member.address_in(object), problems);
    }
}

} // namespace mltrack::codec
