#pragma once

#include <mltrack/reflect/fixed_string.hpp>

#include <type_traits>
#include <utility>

namespace mltrack::schema {

/// A member that is also read under an older name when its own is absent; it is written under its own alone.
template <class Field, reflect::fixed_string Name>
struct also_named : Field
{
    using field_type = Field;
    static constexpr std::string_view other_name = Name.view();

    also_named() = default;

    template <class From>
        requires(std::is_convertible_v<From, Field> && !std::is_same_v<std::remove_cvref_t<From>, also_named>)
    also_named(From&& from) : Field(std::forward<From>(from))
    {
    }
};

} // namespace mltrack::schema
