#pragma once

#include <mltrack/codec/number.hpp>
#include <mltrack/config.hpp>
#include <mltrack/frame/cell.hpp>
#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

/// @file
/// How the members of structs are read from cells. A type of the program's own gets a specialisation of
/// `frame::cell_value`.

namespace mltrack::frame {

/// Reads a `T` from a cell. `expected` says what it reads, for messages; `read` gives nothing for other cells. Where
/// `reads_null` is true a cell, and a whole column, may be missing: `read` is given the empty cell.
template <class T>
struct cell_value;

/// A number as it is logged: a metric, or a param that is one.
MLTRACK_DECL std::optional<double> number_in(const cell& from);

/// A whole number: a metric without a fraction, or a param that is one.
MLTRACK_DECL std::optional<std::int64_t> integer_in(const cell& from);

/// Reads texts; numbers as they are written in CSV.
template <>
struct cell_value<std::string>
{
    static constexpr std::string_view expected = "a text";
    static constexpr bool reads_null = false;
    MLTRACK_DECL static std::optional<std::string> read(const cell& from);
};

/// Reads metrics and what stands in params and tags as Python's `float` would; a run that lacks it gives NaN.
template <std::floating_point T>
struct cell_value<T>
{
    static constexpr std::string_view expected = "a number";
    static constexpr bool reads_null = false;
    static std::optional<T> read(const cell& from)
    {
        if (std::holds_alternative<std::monostate>(from))
            return std::numeric_limits<T>::quiet_NaN();
        const auto number = number_in(from);
        return number ? std::optional(static_cast<T>(*number)) : std::nullopt;
    }
};

/// Reads whole numbers that fit: `5`, `5.0`, `1e3`.
template <std::integral T>
struct cell_value<T>
{
    static constexpr std::string_view expected = "a whole number that fits";
    static constexpr bool reads_null = false;
    static std::optional<T> read(const cell& from)
    {
        const auto number = integer_in(from);
        return number && std::in_range<T>(*number) ? std::optional(static_cast<T>(*number)) : std::nullopt;
    }
};

/// Reads `True` and `False`, as Python logs them, `true` and `false`, 1 and 0.
template <>
struct cell_value<bool>
{
    static constexpr std::string_view expected = "true or false";
    static constexpr bool reads_null = false;
    MLTRACK_DECL static std::optional<bool> read(const cell& from);
};

/// Reads times.
template <>
struct cell_value<schema::unix_ms>
{
    static constexpr std::string_view expected = "a time";
    static constexpr bool reads_null = false;
    static std::optional<schema::unix_ms> read(const cell& from)
    {
        const auto* time = std::get_if<schema::unix_ms>(&from);
        return time != nullptr ? std::optional(*time) : std::nullopt;
    }
};

/// Reads times.
template <>
struct cell_value<std::chrono::system_clock::time_point>
{
    static constexpr std::string_view expected = "a time";
    static constexpr bool reads_null = false;
    static std::optional<std::chrono::system_clock::time_point> read(const cell& from)
    {
        const auto* time = std::get_if<schema::unix_ms>(&from);
        if (time == nullptr)
            return std::nullopt;
        return std::chrono::system_clock::time_point(std::chrono::milliseconds(time->value));
    }
};

/// Reads the names of the enumerators.
template <reflect::described_enum T>
struct cell_value<T>
{
    static constexpr std::string_view expected = "a name of the enumeration";
    static constexpr bool reads_null = false;
    static std::optional<T> read(const cell& from)
    {
        const auto* text = std::get_if<std::string_view>(&from);
        return text != nullptr ? reflect::enum_value<T>(*text) : std::nullopt;
    }
};

/// Reads ids.
template <class Kind>
struct cell_value<schema::strong_id<Kind>>
{
    static constexpr std::string_view expected = "an id";
    static constexpr bool reads_null = false;
    static std::optional<schema::strong_id<Kind>> read(const cell& from)
    {
        const auto* text = std::get_if<std::string_view>(&from);
        return text != nullptr ? std::optional<schema::strong_id<Kind>>(std::string(*text)) : std::nullopt;
    }
};

/// Reads what `T` reads, and is empty where there is nothing.
template <class T>
struct cell_value<std::optional<T>>
{
    static constexpr std::string_view expected = cell_value<T>::expected;
    static constexpr bool reads_null = true;
    static std::optional<std::optional<T>> read(const cell& from)
    {
        if (std::holds_alternative<std::monostate>(from))
            return std::optional<T>();
        auto value = cell_value<T>::read(from);
        return value ? std::optional(std::move(value)) : std::nullopt;
    }
};

} // namespace mltrack::frame

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/frame/impl/cell_value.ipp>
#endif
