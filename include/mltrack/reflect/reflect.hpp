#pragma once

#include <mltrack/reflect/fixed_string.hpp>
#include <mltrack/reflect/for_each_macro.hpp>
#include <mltrack/reflect/member_count.hpp>

#include <cstddef>
#include <string_view>
#include <utility>

namespace mltrack::reflect {

/// One member of a described struct: its name and where it stands.
template <fixed_string Name, auto Pointer>
struct member
{
    static constexpr std::string_view name = Name.view();
    static constexpr auto pointer = Pointer;
    static constexpr auto fixed_name = Name;

    /// The member of `object`, const as `object` is.
    template <class Object>
    static constexpr auto& of(Object& object)
    {
        return object.*Pointer;
    }
};

/// The members of a described struct, in the order of the description.
template <class... Members>
struct member_list
{
    static constexpr std::size_t size = sizeof...(Members);
};

/// What `MLTRACK_REFLECT` says of `T`; not defined for other types.
template <class T>
struct description;

/// A struct that `MLTRACK_REFLECT` describes.
template <class T>
concept described = requires { typename description<T>::members; };

/// The members of `T`, as a `member_list`.
template <described T>
using members_of = typename description<T>::members;

/// The name of `T` as it was described, namespaces included.
template <described T>
inline constexpr std::string_view full_name = description<T>::name;

/// Calls `visit(member)` for each member of `T`; `member` is an empty object of a `reflect::member`.
template <described T, class Visitor>
constexpr void for_each_member(Visitor&& visit)
{
    [&]<class... Members>(member_list<Members...>) { (visit(Members{}), ...); }(members_of<T>{});
}

/// The type of a member, without const.
template <class Member, class Object>
using member_type = std::remove_cvref_t<decltype(Member::of(std::declval<Object&>()))>;

} // namespace mltrack::reflect

#define MLTRACK_REFLECT_MEMBER(type, name) , ::mltrack::reflect::member<#name, &type::name>
#define MLTRACK_REFLECT_COUNT(type, name) +1

/// Describes a struct: `MLTRACK_REFLECT(ns::type, first, second)`, at global scope, every member once.
/// Forgetting a member does not compile; the message holds the struct's name and the list.
#define MLTRACK_REFLECT(type, ...)                                                                                     \
    template <>                                                                                                        \
    struct mltrack::reflect::description<type>                                                                         \
    {                                                                                                                  \
        static constexpr std::string_view name = #type;                                                                \
        template <class, class... Members>                                                                             \
        using list = ::mltrack::reflect::member_list<Members...>;                                                      \
        using members = list<void MLTRACK_FOR_EACH(MLTRACK_REFLECT_MEMBER, type, __VA_ARGS__)>;                        \
    };                                                                                                                 \
    static_assert(::mltrack::reflect::member_count<type>() ==                                                          \
                      0 MLTRACK_FOR_EACH(MLTRACK_REFLECT_COUNT, type, __VA_ARGS__),                                    \
                  "MLTRACK_REFLECT(" #type ": " #__VA_ARGS__ ") does not list every member of the struct once")
