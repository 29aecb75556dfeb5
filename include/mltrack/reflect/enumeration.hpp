#pragma once

#include <mltrack/reflect/for_each_macro.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace mltrack::reflect {

/// A value of a described enumeration with the name it has on the wire.
template <class Enum>
struct enumerator
{
    Enum value;
    std::string_view name;
};

/// What `MLTRACK_REFLECT_ENUM` says of an enumeration; not defined for other types.
template <class Enum>
struct enumeration;

/// An enumeration that `MLTRACK_REFLECT_ENUM` describes.
template <class Enum>
concept described_enum = std::is_enum_v<Enum> && requires { enumeration<Enum>::enumerators; };

/// The enumerators, in the order of the description.
template <described_enum Enum>
inline constexpr auto& enumerators_of = enumeration<Enum>::enumerators;

/// The wire name of a value; empty for a value that is no enumerator.
template <described_enum Enum>
constexpr std::string_view enum_name(Enum value)
{
    for (const auto& each : enumerators_of<Enum>)
        if (each.value == value)
            return each.name;
    return {};
}

/// The value with this wire name; letters count as they are.
template <described_enum Enum>
constexpr std::optional<Enum> enum_value(std::string_view name)
{
    for (const auto& each : enumerators_of<Enum>)
        if (each.name == name)
            return each.value;
    return std::nullopt;
}

} // namespace mltrack::reflect

/// What a static_assert says of an enumeration that `MLTRACK_REFLECT_ENUM` should describe.
#define MLTRACK_ENUM_WITHOUT_NAMES                                                                                     \
    "an enumeration without names: write MLTRACK_REFLECT_ENUM(type, enumerators...) behind it, at global scope"

#define MLTRACK_REFLECT_ENUMERATOR(type, name) {type::name, #name},

/// Describes an enumeration: `MLTRACK_REFLECT_ENUM(ns::type, FIRST, SECOND)`, at global scope. The enumerators' names
/// are their wire names.
#define MLTRACK_REFLECT_ENUM(type, ...)                                                                                \
    template <>                                                                                                        \
    struct mltrack::reflect::enumeration<type>                                                                         \
    {                                                                                                                  \
        static constexpr auto enumerators = std::to_array<::mltrack::reflect::enumerator<type>>(                       \
            {MLTRACK_FOR_EACH(MLTRACK_REFLECT_ENUMERATOR, type, __VA_ARGS__)});                                        \
    }
