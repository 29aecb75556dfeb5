#pragma once

#include <mltrack/codec/scalar_value.hpp>

#include <algorithm>
#include <cmath>

namespace mltrack::codec::detail {

MLTRACK_DECL void decode_string(decoder& in, std::string& out)
{
    if (in.in.next() == json::kind::string)
        out = in.in.string();
    else
        in.mismatch("a string");
}

/// Notes that a text is not what was expected, quoting its beginning.
inline void not_a(std::string_view expected, std::string_view text, problems& problems)
{
    std::string sentence = "expected ";
    sentence += expected;
    sentence += ", got '";
    sentence += schema::first_code_points(text, 100);
    sentence += "'";
    problems.add(sentence);
}

MLTRACK_DECL void parse_integer_argument(std::string_view text, problems& problems, std::int64_t& out)
{
    if (const auto value = parse_integer(text))
        out = *value;
    else
        not_a("a whole number of 64 bits", text, problems);
}

MLTRACK_DECL void parse_double_argument(std::string_view text, problems& problems, double& out)
{
    if (const auto value = parse_double(text))
        out = *value;
    else
        not_a("a number", text, problems);
}

MLTRACK_DECL void parse_boolean_argument(std::string_view text, problems& problems, bool& out)
{
    if (text == "true" || text == "false")
        out = text == "true";
    else
        not_a("true or false", text, problems);
}

MLTRACK_DECL void decode_integer(decoder& in, std::int64_t& out)
{
    switch (in.in.next()) {
    case json::kind::number:
        return parse_integer_argument(in.in.number(), in.problems, out);
    case json::kind::string:
        return parse_integer_argument(in.in.string(), in.problems, out);
    default:
        in.mismatch("a whole number");
    }
}

MLTRACK_DECL void decode_double(decoder& in, double& out)
{
    switch (in.in.next()) {
    case json::kind::number:
        return parse_double_argument(in.in.number(), in.problems, out);
    case json::kind::string:
        return parse_double_argument(in.in.string(), in.problems, out);
    case json::kind::boolean:
        out = in.in.boolean() ? 1 : 0;
        return;
    default:
        in.mismatch("a number");
    }
}

MLTRACK_DECL void decode_boolean(decoder& in, bool& out)
{
    if (in.in.next() == json::kind::boolean)
        out = in.in.boolean();
    else
        in.mismatch("a boolean");
}

MLTRACK_DECL void check_text(std::string_view text, std::size_t least, std::size_t greatest, schema::text_rule rule,
                             problems& problems)
{
    const auto length = schema::code_points(text);
    if (length < least || length > greatest)
        return problems.add("must have " + std::to_string(least) + " to " + std::to_string(greatest) +
                            " characters, but has " + std::to_string(length));
    if (const auto what = rule(text))
        problems.add("'" + std::string(text) + "' " + *what);
}

MLTRACK_DECL std::optional<std::int64_t> enumerator_of(std::span<const enumerator_name> names, std::string_view text,
                                                       problems& problems)
{
    for (const auto& each : names)
        if (each.name == text)
            return each.number;
    if (const auto number = parse_integer(text))
        for (const auto& each : names)
            if (each.number == *number)
                return each.number;
    std::string expected = "one of";
    for (const auto& each : names)
        (expected += &each == names.data() ? " " : ", ") += each.name;
    not_a(expected, text, problems);
    return std::nullopt;
}

MLTRACK_DECL void decode_enumerator(std::span<const enumerator_name> names, decoder& in, std::int64_t& out)
{
    const auto kind = in.in.next();
    if (kind != json::kind::string && kind != json::kind::number)
        return in.mismatch("the name of an enumerator");
    const auto text = kind == json::kind::string ? in.in.string() : in.in.number();
    if (in.in.failed())
        return;
    if (const auto number = enumerator_of(names, text, in.problems))
        out = *number;
}

MLTRACK_DECL void document_type(documenter& out, std::string_view type, std::string_view format)
{
    out.out.object([&] {
        out.out.member("type", type);
        if (!format.empty())
            out.out.member("format", format);
    });
}

MLTRACK_DECL void document_bounds(documenter& out, std::int64_t least, std::int64_t greatest)
{
    out.out.object([&] {
        out.out.member("type", "integer");
        out.out.member("format", "int64");
        out.out.key("minimum");
        out.out.integer(least);
        out.out.key("maximum");
        out.out.integer(greatest);
    });
}

MLTRACK_DECL void document_text(documenter& out, std::size_t least, std::size_t greatest)
{
    out.out.object([&] {
        out.out.member("type", "string");
        out.out.key("minLength");
        out.out.integer(static_cast<std::int64_t>(least));
        out.out.key("maxLength");
        out.out.integer(static_cast<std::int64_t>(greatest));
    });
}

/// Numbers are JSON numbers, or one of three strings where JSON has no number.
MLTRACK_DECL void document_number(documenter& out)
{
    constexpr std::array<enumerator_name, 3> words{{{0, "NaN"}, {1, "Infinity"}, {2, "-Infinity"}}};
    out.out.object([&] {
        out.out.key("oneOf");
        out.out.array([&] {
            document_type(out, "number", "double");
            document_enumeration(words, out);
        });
    });
}

MLTRACK_DECL void document_enumeration(std::span<const enumerator_name> names, documenter& out)
{
    out.out.object([&] {
        out.out.member("type", "string");
        out.out.key("enum");
        out.out.array([&] {
            for (const auto& each : names)
                out.out.string(each.name);
        });
    });
}

} // namespace mltrack::codec::detail
