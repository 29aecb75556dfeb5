#pragma once

#include <mltrack/codec/operations.hpp>
#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/schema/field/bounded.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/schema/field/text.hpp>
#include <mltrack/schema/field/unix_ms.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// @file
/// The members that are one value: texts, ids, numbers, times, enumerations.

namespace mltrack::codec {

namespace detail {

MLTRACK_DECL void decode_string(decoder& in, std::string& out);
MLTRACK_DECL void decode_integer(decoder& in, std::int64_t& out);
MLTRACK_DECL void decode_double(decoder& in, double& out);
MLTRACK_DECL void decode_boolean(decoder& in, bool& out);
MLTRACK_DECL void parse_integer_argument(std::string_view text, problems& problems, std::int64_t& out);
MLTRACK_DECL void parse_double_argument(std::string_view text, problems& problems, double& out);
MLTRACK_DECL void parse_boolean_argument(std::string_view text, problems& problems, bool& out);
MLTRACK_DECL void check_text(std::string_view text, std::size_t least, std::size_t greatest, schema::text_rule rule,
                             problems& problems);
MLTRACK_DECL void document_type(documenter& out, std::string_view type, std::string_view format = {});
MLTRACK_DECL void document_bounds(documenter& out, std::int64_t least, std::int64_t greatest);
MLTRACK_DECL void document_text(documenter& out, std::size_t least, std::size_t greatest);
MLTRACK_DECL void document_number(documenter& out);

/// The names and numbers of an enumeration, without its type.
struct enumerator_name
{
    std::int64_t number;
    std::string_view name;
};

MLTRACK_DECL std::optional<std::int64_t> enumerator_of(std::span<const enumerator_name> names, std::string_view text,
                                                       problems& problems);
MLTRACK_DECL void decode_enumerator(std::span<const enumerator_name> names, decoder& in, std::int64_t& out);
MLTRACK_DECL void document_enumeration(std::span<const enumerator_name> names, documenter& out);

} // namespace detail

template <>
struct basic_value<std::string> : value_defaults
{
    static void decode(decoder& in, std::string& out) { detail::decode_string(in, out); }
    static void encode(std::string& out, const std::string& member) { json::append_string(out, member); }
    static void parse(std::string_view text, problems&, std::string& out) { out = text; }
    static void print(const std::string& member, std::vector<std::string>& texts)
    {
        if (!member.empty())
            texts.push_back(member);
    }
    static bool missing(const std::string& member) { return member.empty(); }
    static void document(documenter& out) { detail::document_type(out, "string"); }
};

/// Types that hold one plain value in `.value` and are read and written like it.
template <class T, class Plain>
struct wrapped_value : value_defaults
{
    using plain = basic_value<Plain>;

    static void decode(decoder& in, T& out) { plain::decode(in, out.value); }
    static void encode(std::string& out, const T& member) { plain::encode(out, member.value); }
    static void parse(std::string_view text, problems& problems, T& out) { plain::parse(text, problems, out.value); }
    static void print(const T& member, std::vector<std::string>& texts) { plain::print(member.value, texts); }
    static bool missing(const T& member) { return plain::missing(member.value); }
    static void document(documenter& out) { plain::document(out); }
};

template <class Kind>
struct basic_value<schema::strong_id<Kind>> : wrapped_value<schema::strong_id<Kind>, std::string>
{
};

template <std::size_t Least, std::size_t Greatest, schema::text_rule Rule>
struct basic_value<schema::text<Least, Greatest, Rule>>
    : wrapped_value<schema::text<Least, Greatest, Rule>, std::string>
{
    static void check(const schema::text<Least, Greatest, Rule>& member, problems& problems)
    {
        detail::check_text(member.value, Least, Greatest, Rule, problems);
    }
    static void document(documenter& out) { detail::document_text(out, Least, Greatest); }
};

template <>
struct basic_value<std::int64_t> : value_defaults
{
    static void decode(decoder& in, std::int64_t& out) { detail::decode_integer(in, out); }
    static void encode(std::string& out, std::int64_t member) { append_integer(out, member); }
    static void parse(std::string_view text, problems& problems, std::int64_t& out)
    {
        detail::parse_integer_argument(text, problems, out);
    }
    static void print(std::int64_t member, std::vector<std::string>& texts) { texts.push_back(std::to_string(member)); }
    static bool missing(std::int64_t) { return false; }
    static void document(documenter& out) { detail::document_type(out, "integer", "int64"); }
};

template <>
struct basic_value<schema::unix_ms> : wrapped_value<schema::unix_ms, std::int64_t>
{
};

template <>
struct basic_value<schema::metric_time> : wrapped_value<schema::metric_time, std::int64_t>
{
    static void check(const schema::metric_time& member, problems& problems)
    {
        if (member.value < 0)
            problems.add("must not be negative, but is " + std::to_string(member.value));
    }
    static void document(documenter& out) { detail::document_bounds(out, 0, INT64_MAX); }
};

template <std::int64_t Least, std::int64_t Greatest, std::int64_t Default>
struct basic_value<schema::bounded<Least, Greatest, Default>>
    : wrapped_value<schema::bounded<Least, Greatest, Default>, std::int64_t>
{
    static void check(const schema::bounded<Least, Greatest, Default>& member, problems& problems)
    {
        if (member.value < Least || member.value > Greatest)
            problems.add("must be from " + std::to_string(Least) + " to " + std::to_string(Greatest) + ", but is " +
                         std::to_string(member.value));
    }
    static void document(documenter& out) { detail::document_bounds(out, Least, Greatest); }
};

template <>
struct basic_value<double> : value_defaults
{
    static void decode(decoder& in, double& out) { detail::decode_double(in, out); }
    static void encode(std::string& out, double member) { json::append_number(out, member); }
    static void parse(std::string_view text, problems& problems, double& out)
    {
        detail::parse_double_argument(text, problems, out);
    }
    static void print(double member, std::vector<std::string>& texts) { append_double(texts.emplace_back(), member); }
    static bool missing(double) { return false; }
    static void document(documenter& out) { detail::document_number(out); }
};

template <>
struct basic_value<bool> : value_defaults
{
    static void decode(decoder& in, bool& out) { detail::decode_boolean(in, out); }
    static void encode(std::string& out, bool member) { out += member ? "true" : "false"; }
    static void parse(std::string_view text, problems& problems, bool& out)
    {
        detail::parse_boolean_argument(text, problems, out);
    }
    static void print(bool member, std::vector<std::string>& texts) { texts.emplace_back(member ? "true" : "false"); }
    static bool missing(bool) { return false; }
    static void document(documenter& out) { detail::document_type(out, "boolean"); }
};

template <reflect::described_enum Enum>
struct basic_value<Enum> : value_defaults
{
    static constexpr auto names = [] {
        std::array<detail::enumerator_name, reflect::enumerators_of<Enum>.size()> table;
        for (std::size_t index = 0; index != table.size(); ++index) {
            const auto& each = reflect::enumerators_of<Enum>[index];
            table[index] = {static_cast<std::int64_t>(each.value), each.name};
        }
        return table;
    }();

    static void decode(decoder& in, Enum& out)
    {
        auto number = static_cast<std::int64_t>(out);
        detail::decode_enumerator(names, in, number);
        out = static_cast<Enum>(number);
    }
    static void encode(std::string& out, Enum member) { json::append_string(out, reflect::enum_name(member)); }
    static void parse(std::string_view text, problems& problems, Enum& out)
    {
        if (const auto number = detail::enumerator_of(names, text, problems))
            out = static_cast<Enum>(*number);
    }
    static void print(Enum member, std::vector<std::string>& texts) { texts.emplace_back(reflect::enum_name(member)); }
    static bool missing(Enum) { return false; }
    static void document(documenter& out) { detail::document_enumeration(names, out); }
};

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/scalar_value.ipp>
#endif
