#pragma once

/// @file
/// Every described struct is a Hana Struct. Only a file that includes this header pays for Hana.

#include <mltrack/reflect/reflect.hpp>

#include <boost/hana/accessors.hpp>
#include <boost/hana/core/when.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/string.hpp>
#include <boost/hana/tuple.hpp>

#include <utility>

namespace mltrack::reflect {

/// The name of a member as a Hana string.
template <class Member>
constexpr auto hana_name()
{
    return []<std::size_t... Index>(std::index_sequence<Index...>) {
        return boost::hana::string<Member::name[Index]...>{};
    }(std::make_index_sequence<Member::name.size()>{});
}

/// Gets the member out of an object, keeping its value category.
template <class Member>
struct hana_accessor
{
    template <class Object>
    constexpr decltype(auto) operator()(Object&& object) const
    {
        return (std::forward<Object>(object).*Member::pointer);
    }
};

} // namespace mltrack::reflect

namespace boost::hana {

template <class T>
struct accessors_impl<T, when<mltrack::reflect::described<T>>>
{
    static constexpr auto apply()
    {
        return []<class... Members>(mltrack::reflect::member_list<Members...>) {
            return make_tuple(
                make_pair(mltrack::reflect::hana_name<Members>(), mltrack::reflect::hana_accessor<Members>{})...);
        }(mltrack::reflect::members_of<T>{});
    }
};

} // namespace boost::hana
