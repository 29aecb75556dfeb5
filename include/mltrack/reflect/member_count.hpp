#pragma once

#include <cstddef>
#include <type_traits>

namespace mltrack::reflect {

/// Converts to whatever a member of an aggregate is initialised with.
struct any_member
{
    template <class T>
    operator T() const;
};

/// How many members the flat aggregate `T` has: the longest list of braced members that initialises one. Each member
/// stands in braces of its own, so that nested aggregates count as one.
template <class T, class... Members>
constexpr std::size_t member_count()
{
    static_assert(std::is_aggregate_v<T>, "a description is a flat aggregate: no bases, no constructors");
    if constexpr (requires { T{Members{}..., any_member{}}; })
        return member_count<T, Members..., any_member>();
    else
        return sizeof...(Members);
}

} // namespace mltrack::reflect
