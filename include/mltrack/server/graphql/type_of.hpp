#pragma once

#include <mltrack/codec/value.hpp>
#include <mltrack/schema/endpoint.hpp>
#include <mltrack/server/graphql/type.hpp>

#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

/// @file
/// Where reflection ends for GraphQL: the table of each described struct. `type_of<T>` derives it; what MLflow's schema
/// has besides is said by specialising the templates here.

namespace mltrack::serving::graphql {

/// A member of a lacking object that is null: what MLflow has and never gives.
template <class T>
struct nothing
{
};

/// The GraphQL name of a described struct, where it does not follow from the struct's.
template <class T>
inline constexpr std::string_view own_name_of = {};

/// `lacking<T>::members` describes what MLflow's object has and `T` lacks. A member of this name in `T` counts before.
template <class T>
struct lacking
{
    using members = schema::empty;
};

/// The members of `T`'s object that stand elsewhere.
template <class T>
inline constexpr std::array<member, 0> resolved_members_of = {};

/// Makes the table of a type: scalars, lists and described structs have one each.
template <class T>
struct type_builder;

/// The table of a type of C++.
template <class T>
inline constexpr type type_of = type_builder<T>::make();

namespace detail {

template <class T>
inline const T empty_object{};

/// The plain value that a scalar's type holds.
template <class T>
auto plain_of(const T& scalar)
{
    if constexpr (requires { scalar.value; })
        return plain_of(scalar.value);
    else
        return scalar;
}

/// Appends a scalar as JSON: whole numbers as strings, since JavaScript rounds them; what is no number as null.
template <class T>
void write_scalar(std::string& out, const void* address)
{
    const T& scalar = *static_cast<const T*>(address);
    using plain = decltype(plain_of(scalar));
    if constexpr (std::is_same_v<plain, std::int64_t>)
        out += '"' + std::to_string(plain_of(scalar)) + '"';
    else if constexpr (std::is_same_v<plain, double>)
        std::isfinite(plain_of(scalar)) ? codec::append_double(out, plain_of(scalar)) : void(out += "null");
    else
        codec::operations_of<T>::table.encode(out, address);
}

/// What a member is in the schema: an optional one is its value.
template <class T>
struct shown
{
    using type = T;
    static const void* address(const T& member) { return &member; }
};

template <class T>
struct shown<std::optional<T>> : shown<T>
{
    static const void* address(const std::optional<T>& member)
    {
        return shown<T>::address(member ? *member : empty_object<T>);
    }
};

template <class T>
struct shown<schema::required<T>> : shown<T>
{
    static const void* address(const schema::required<T>& member) { return shown<T>::address(*member); }
};

template <class T>
struct shown<nothing<T>> : shown<T>
{
    static const void* address(const nothing<T>&) { return nullptr; }
};

template <class T, class... Members>
constexpr auto make_members(reflect::member_list<Members...>)
{
    return std::array<member, sizeof...(Members)>{
        member{Members::name, &type_of<typename shown<reflect::member_type<Members, T>>::type>, [](const void* object) {
                   return shown<reflect::member_type<Members, T>>::address(Members::of(*static_cast<const T*>(object)));
               }}...};
}

/// The members of an object that has always the same ones, all of them empty.
template <class T, class... Members>
constexpr auto make_empty_members(reflect::member_list<Members...>)
{
    return std::array<member, sizeof...(Members)>{
        member{Members::name, &type_of<typename shown<reflect::member_type<Members, T>>::type>, [](const void*) {
                   return shown<reflect::member_type<Members, T>>::address(Members::of(empty_object<T>));
               }}...};
}

template <class T>
inline constexpr auto members = make_members<T>(reflect::members_of<T>{});

template <class T>
inline constexpr auto empty_members = make_empty_members<T>(reflect::members_of<T>{});

} // namespace detail

/// Makes the table of a type of scalars.
template <class T>
struct type_builder
{
    static constexpr type make()
    {
        type made{.is = type::kind::scalar};
        made.write = &detail::write_scalar<T>;
        return made;
    }
};

template <class T>
struct type_builder<std::vector<T>>
{
    static constexpr type make()
    {
        type made{.is = type::kind::list};
        made.element = &type_of<typename detail::shown<T>::type>;
        made.size = [](const void* list) { return static_cast<const std::vector<T>*>(list)->size(); };
        made.at = [](const void* list, std::size_t index) {
            return detail::shown<T>::address((*static_cast<const std::vector<T>*>(list))[index]);
        };
        return made;
    }
};

/// Makes the table of a described struct.
template <reflect::described T>
struct type_builder<T>
{
    static constexpr type make()
    {
        type made{.is = type::kind::object};
        made.full_name = reflect::full_name<T>;
        made.own_name = own_name_of<T>;
        made.members = detail::members<T>;
        made.lacking = detail::empty_members<typename lacking<T>::members>;
        made.resolved = resolved_members_of<T>;
        return made;
    }
};

} // namespace mltrack::serving::graphql
