#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace mltrack::store::relational {

/// What a column holds; a dialect gives the database's name for it.
enum class type_kind { integer, bigint, real, boolean, varchar, text, json, blob, date };

/// The type of a column.
struct column_type
{
    type_kind kind = type_kind::text;
    std::size_t length = 0; ///< Of `varchar`: code points.

    friend bool operator==(const column_type&, const column_type&) = default;
};

/// A column of a table.
struct column_definition
{
    std::string name;
    column_type type;
    bool nullable = true;
    std::string default_value; ///< An SQL literal; empty = none.
    std::string generated;     ///< An SQL expression that fills the stored column; empty = an ordinary column.

    friend bool operator==(const column_definition&, const column_definition&) = default;
};

/// A number in a column of type INTEGER.
struct integer
{
    std::int64_t value = 0;

    integer() = default;
    constexpr integer(std::int64_t number) : value(number) {}
};

/// A text in a column of type VARCHAR(Length). It is a view: whoever fills a row keeps the text; a row that was read
/// sees the text until its statement moves on.
template <std::size_t Length>
struct varchar
{
    static constexpr std::size_t length = Length;

    std::string_view value;

    varchar() = default;
    constexpr varchar(std::string_view text) : value(text) {}
    varchar(const std::string& text) : value(text) {}
    constexpr varchar(const char* text) : value(text) {}
};

/// The column type that a member of a row stands for.
template <class Member>
inline constexpr column_type column_type_of = {};

template <>
inline constexpr column_type column_type_of<integer> = {type_kind::integer};
template <>
inline constexpr column_type column_type_of<std::int64_t> = {type_kind::bigint};
template <>
inline constexpr column_type column_type_of<double> = {type_kind::real};
template <>
inline constexpr column_type column_type_of<bool> = {type_kind::boolean};
template <>
inline constexpr column_type column_type_of<std::string_view> = {type_kind::text};
template <std::size_t Length>
inline constexpr column_type column_type_of<varchar<Length>> = {type_kind::varchar, Length};
template <class Member>
inline constexpr column_type column_type_of<std::optional<Member>> = column_type_of<Member>;

/// Whether a member of a row may be null.
template <class Member>
inline constexpr bool is_nullable = false;
template <class Member>
inline constexpr bool is_nullable<std::optional<Member>> = true;

} // namespace mltrack::store::relational
