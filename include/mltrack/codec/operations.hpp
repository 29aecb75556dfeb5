#pragma once

#include <mltrack/codec/structure.hpp>
#include <mltrack/reflect/enumeration.hpp>

#include <type_traits>

/// @file
/// How a type of members gets its table of operations: a specialisation of `basic_value` has the functions. A new kind
/// of constraint is a new specialisation.

namespace mltrack::codec {

/// What a member type needs: how it is read and written as JSON and as text, checked and documented. `basic_value` has
/// the functions, `operations_of` makes the table of them.
template <class T>
struct basic_value;

/// What most member types have in common.
struct value_defaults
{
    static constexpr bool required = false;
    static constexpr bool repeated = false;
    static constexpr std::string_view other_name = {};

    static bool absent(const auto&) { return false; }
    static void check(const auto&, problems&) {}
};

template <class T>
struct operations_of
{
    static_assert(requires { sizeof(basic_value<T>); } || !std::is_enum_v<T>, MLTRACK_ENUM_WITHOUT_NAMES);

    using basic = basic_value<T>;

    static constexpr operations table = {
        [](decoder& in, void* member) { basic::decode(in, *static_cast<T*>(member)); },
        [](std::string& out, const void* member) { basic::encode(out, *static_cast<const T*>(member)); },
        [](const void* member) { return basic::absent(*static_cast<const T*>(member)); },
        [](std::string_view text, problems& problems, void* member) {
            basic::parse(text, problems, *static_cast<T*>(member));
        },
        [](const void* member, std::vector<std::string>& texts) {
            basic::print(*static_cast<const T*>(member), texts);
        },
        [](const void* member, problems& problems) { basic::check(*static_cast<const T*>(member), problems); },
        [](documenter& out) { basic::document(out); },
        basic::required,
        basic::repeated,
        basic::other_name,
    };
};

} // namespace mltrack::codec
