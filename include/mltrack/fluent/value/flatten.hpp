#pragma once

#include <mltrack/fluent/value/value.hpp>
#include <mltrack/reflect/reflect.hpp>

#include <string>
#include <type_traits>
#include <vector>

/// @file
/// Reflected structs as lists of named values; the members of a nested struct are `outer.inner`.

namespace mltrack::fluent {

template <class T>
concept optional_struct = optional_like<T> && reflect::described<typename T::value_type>;

template <reflect::described T, class Visitor>
void visit_values(const T& object, const std::string& prefix, Visitor& visit);

template <class Member, class Visitor>
void visit_member(const Member& member, const std::string& name, Visitor& visit)
{
    if constexpr (customised<Member>) {
        visit(name, member);
    } else if constexpr (reflect::described<Member>) {
        visit_values(member, name + '.', visit);
    } else if constexpr (optional_struct<Member>) {
        if (member.has_value())
            visit_values(*member, name + '.', visit);
    } else {
        visit(name, member);
    }
}

/// Calls `visit(name, value)` for each value in a reflected struct, with those of nested ones. An optional struct that
/// is empty has none.
template <reflect::described T, class Visitor>
void visit_values(const T& object, const std::string& prefix, Visitor& visit)
{
    reflect::for_each_member<T>([&](auto member) {
        visit_member(decltype(member)::of(object), prefix + std::string(decltype(member)::name), visit);
    });
}

/// The values of a reflected struct as params.
template <reflect::described T>
std::vector<named_text> named_texts(const T& object)
{
    std::vector<named_text> out;
    auto add = [&]<class Member>(const std::string& name, const Member& member) {
        static_assert(loggable<Member> || !std::is_enum_v<Member>, MLTRACK_ENUM_WITHOUT_NAMES);
        static_assert(
            loggable<Member>,
            "a member of the struct cannot be logged: it is no arithmetic type, text, "
            "enumeration with MLTRACK_REFLECT_ENUM, optional, range or reflected struct; give its type a function "
            "mltrack_value (mltrack/fluent/value/value.hpp)");
        out.push_back({name, member});
    };
    visit_values(object, {}, add);
    return out;
}

/// The values of a reflected struct as metrics.
template <reflect::described T>
std::vector<named_number> named_numbers(const T& object)
{
    std::vector<named_number> out;
    auto add = [&]<class Member>(const std::string& name, const Member& member) {
        static_assert(measurable<Member>,
                      "a member of the struct is no metric: it is no arithmetic type; give its type "
                      "a function mltrack_value (mltrack/fluent/value/value.hpp)");
        out.push_back({name, member});
    };
    visit_values(object, {}, add);
    return out;
}

/// A map, or another range of pairs, from texts to what makes a `Value`.
template <class Map, class Value>
concept map_to = requires(const Map& map) {
    { std::begin(map)->first } -> std::convertible_to<std::string>;
    { std::begin(map)->second } -> std::convertible_to<Value>;
    std::end(map);
};

/// The entries of a map as named values.
template <class Named, class Map>
std::vector<Named> named_entries(const Map& map)
{
    std::vector<Named> out;
    for (const auto& [key, value] : map)
        out.push_back({key, value});
    return out;
}

} // namespace mltrack::fluent
