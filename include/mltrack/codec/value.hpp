#pragma once

#include <mltrack/codec/map_value.hpp>
#include <mltrack/codec/scalar_value.hpp>
#include <mltrack/schema/field/also_named.hpp>
#include <mltrack/schema/field/required.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// @file
/// The members that hold others: described structs, required and optional members, lists.

namespace mltrack::codec {

template <reflect::described T>
struct basic_value<T> : value_defaults
{
    static void decode(decoder& in, T& out) { decode_object(structure_of<T>, in, &out); }
    static void encode(std::string& out, const T& member) { encode_object(structure_of<T>, out, &member); }
    static void check(const T& member, problems& problems) { check_object(structure_of<T>, &member, problems); }
    static void parse(std::string_view, problems& problems, T&) { problems.add("cannot stand in a query string"); }
    static void print(const T&, std::vector<std::string>&) {}
    static bool missing(const T&) { return false; }
    static void document(documenter& out)
    {
        out.mentioned.push_back(&structure_of<T>);
        out.out.object([&] { out.out.member("$ref", "#/components/schemas/" + structure_of<T>.name()); });
    }
};

template <class T>
struct basic_value<schema::required<T>> : wrapped_value<schema::required<T>, T>
{
    static constexpr bool required = true;
    static constexpr bool repeated = basic_value<T>::repeated;

    static void decode(decoder& in, schema::required<T>& out) { basic_value<T>::decode(in, *out); }
    static bool absent(const schema::required<T>& member) { return !member.is_given(); }
    static void parse(std::string_view text, problems& problems, schema::required<T>& out)
    {
        basic_value<T>::parse(text, problems, *out);
    }
    static void print(const schema::required<T>& member, std::vector<std::string>& texts)
    {
        if (member.is_given())
            basic_value<T>::print(member.value, texts);
    }
    static void check(const schema::required<T>& member, problems& problems)
    {
        if (!member.is_given() || basic_value<T>::missing(member.value))
            problems.add("missing value for a required parameter");
        else
            basic_value<T>::check(member.value, problems);
    }
};

template <class Field, reflect::fixed_string Name>
struct basic_value<schema::also_named<Field, Name>> : basic_value<Field>
{
    static constexpr std::string_view other_name = schema::also_named<Field, Name>::other_name;
};

template <class T>
struct basic_value<std::optional<T>> : value_defaults
{
    using inner = basic_value<T>;

    static void decode(decoder& in, std::optional<T>& out) { inner::decode(in, out.emplace()); }
    static void encode(std::string& out, const std::optional<T>& member) { inner::encode(out, *member); }
    static bool absent(const std::optional<T>& member) { return !member; }
    static void parse(std::string_view text, problems& problems, std::optional<T>& out)
    {
        inner::parse(text, problems, out.emplace());
    }
    static void print(const std::optional<T>& member, std::vector<std::string>& texts)
    {
        if (member)
            inner::print(*member, texts);
    }
    static void check(const std::optional<T>& member, problems& problems)
    {
        if (member)
            inner::check(*member, problems);
    }
    static void document(documenter& out) { inner::document(out); }
};

template <class T>
struct basic_value<std::vector<T>> : value_defaults
{
    static constexpr bool repeated = true;

    using element = basic_value<T>;

    /// Room for one more. A batch of metrics that is moved at each doubling takes half as long again to read.
    static void make_room(std::vector<T>& list)
    {
        constexpr std::size_t first = 8, long_list = 1'000;
        if (list.size() == list.capacity())
            list.reserve(std::max(first, list.size() * (list.size() < long_list ? 4 : 2)));
    }

    static void decode(decoder& in, std::vector<T>& out)
    {
        if (in.in.next() != json::kind::array)
            return in.mismatch("an array");
        out.clear();
        in.in.begin_array();
        while (in.in.next_element()) {
            const class problems::scope place(in.problems, out.size());
            make_room(out);
            element::decode(in, out.emplace_back());
        }
    }
    static void encode(std::string& out, const std::vector<T>& member)
    {
        char separator = '[';
        for (const T& each : member) {
            out += separator;
            separator = ',';
            element::encode(out, each);
        }
        out += separator == '[' ? "[]" : "]";
    }
    static bool absent(const std::vector<T>& member) { return member.empty(); }
    static void parse(std::string_view text, problems& problems, std::vector<T>& out)
    {
        element::parse(text, problems, out.emplace_back());
    }
    static void print(const std::vector<T>& member, std::vector<std::string>& texts)
    {
        for (const T& each : member) {
            const auto printed = texts.size();
            element::print(each, texts);
            if (!reflect::described<T> && texts.size() == printed)
                texts.emplace_back(); // In a list an empty text has its place.
        }
    }
    static void check(const std::vector<T>& member, problems& problems)
    {
        for (std::size_t index = 0; index != member.size(); ++index) {
            const class problems::scope place(problems, index);
            element::check(member[index], problems);
        }
    }
    static bool missing(const std::vector<T>& member) { return member.empty(); }
    static void document(documenter& out)
    {
        out.out.object([&] {
            out.out.member("type", "array");
            out.out.key("items");
            element::document(out);
        });
    }
};

} // namespace mltrack::codec
