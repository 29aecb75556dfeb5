#pragma once

#include <mltrack/codec/json/reader.hpp>
#include <mltrack/codec/json/writer.hpp>
#include <mltrack/codec/problems.hpp>
#include <mltrack/reflect/reflect.hpp>

#include <array>
#include <bitset>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

/// @file
/// Where reflection ends: a described struct becomes a table of fields, and each field's type one table of operations.
/// All that walks structs (JSON, query strings, checks, the API description) is an ordinary function over these tables.

namespace mltrack::codec {

struct structure;

/// Reads values and notes what is wrong with them.
struct decoder
{
    json::reader in;
    codec::problems problems;

    /// Notes that something else was expected and skips the value.
    void mismatch(std::string_view expected);
};

/// Writes the JSON schemas of types and remembers which structures they refer to.
struct documenter
{
    json::writer out;
    std::vector<const structure*> mentioned;
};

/// What can be done with a member of one type; the members are passed by address.
struct operations
{
    void (*decode)(decoder& in, void* member);            ///< Reads a JSON value, which is not null.
    void (*encode)(std::string& out, const void* member); ///< Writes a JSON value.
    bool (*absent)(const void* member);                   ///< Whether it is left out: an empty optional or list.
    void (*parse)(std::string_view text, problems& problems, void* member); ///< Reads a query or path argument.
    void (*print)(const void* member, std::vector<std::string>& texts);     ///< Writes query arguments.
    void (*check)(const void* member, problems& problems);                  ///< Notes which constraints it breaks.
    void (*document)(documenter& out);                                      ///< Writes its JSON schema.
    bool required = false;                                                  ///< Whether a request must have it.
    bool repeated = false;            ///< Whether further query arguments add to it.
    std::string_view other_name = {}; ///< An older name that is read too.
};

/// One member of a described struct.
struct field
{
    std::string_view name;
    void* (*address)(void* object);
    const operations* type;

    const void* address_in(const void* object) const { return address(const_cast<void*>(object)); }
};

/// A described struct as a table.
struct structure
{
    std::string_view full_name; ///< With namespaces.
    std::span<const field> fields;

    /// The name in the API description: `run`, `log_metric.request`.
    std::string name() const;
};

/// The operations of a member type: `operations_of<T>::table`. Specialised in operations.hpp.
template <class T>
struct operations_of;

namespace detail {

template <class T, class... Members>
constexpr auto make_fields(reflect::member_list<Members...>)
{
    return std::array<field, sizeof...(Members)>{
        field{Members::name, [](void* object) -> void* { return &Members::of(*static_cast<T*>(object)); },
              &operations_of<reflect::member_type<Members, T>>::table}...};
}

template <reflect::described T>
inline constexpr auto fields = make_fields<T>(reflect::members_of<T>{});

} // namespace detail

/// The table of a described struct.
template <reflect::described T>
inline constexpr structure structure_of = {reflect::full_name<T>, detail::fields<T>};

/// Which members of an object were read, and how they were named.
struct presence
{
    std::bitset<64> plain; ///< By the name itself.
    std::bitset<64> other; ///< By the older name.
    std::bitset<64> camel; ///< In lowerCamelCase.
};

/// Reads the members of an object, whose start is next; does not ask for the required ones.
MLTRACK_DECL void decode_members(const structure& type, decoder& in, void* object, presence& met);

/// Notes the required members that were not met.
MLTRACK_DECL void check_presence(const structure& type, const presence& met, problems& problems);

MLTRACK_DECL void decode_object(const structure& type, decoder& in, void* object);
MLTRACK_DECL void encode_object(const structure& type, std::string& out, const void* object);
MLTRACK_DECL void check_object(const structure& type, const void* object, problems& problems);

} // namespace mltrack::codec

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/codec/impl/structure.ipp>
#endif
