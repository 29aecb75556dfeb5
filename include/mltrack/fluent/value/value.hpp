#pragma once

#include <mltrack/config.hpp>
#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <concepts>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

/// @file
/// The values that can be logged: arithmetic types, what converts to a text, enumerations with MLTRACK_REFLECT_ENUM,
/// `std::optional` and ranges of these, and types of the program's own.
///
/// A type of the program's own becomes a value by one function beside it, which argument-dependent look-up finds:
///
///     namespace torch { double mltrack_value(const tensor& scalar) { return scalar.item<double>(); } }
///
/// It gives something that can be logged itself: a number for metrics, anything for params and tags.

namespace mltrack {
namespace fluent {

/// What a value is to the fluent API.
enum class kind { none, boolean, character, integer, floating, text, enumeration, optional, range, customised };

/// A type with a function `mltrack_value`.
template <class T>
concept customised = requires(const T& value) { mltrack_value(value); };

template <class T>
concept text_like = std::is_convertible_v<const T&, std::string_view> || std::is_convertible_v<const T&, std::string>;

template <class T>
concept optional_like = requires(const T& value) {
    typename T::value_type;
    { value.has_value() } -> std::same_as<bool>;
    *value;
};

template <class T>
concept range_like = requires(const T& values) {
    std::begin(values);
    std::end(values);
};

/// The kind of values of type `T`.
template <class T>
consteval kind kind_of()
{
    if constexpr (customised<T>)
        return kind_of<std::remove_cvref_t<decltype(mltrack_value(std::declval<const T&>()))>>() == kind::none
                   ? kind::none
                   : kind::customised;
    else if constexpr (std::is_same_v<T, bool>)
        return kind::boolean;
    else if constexpr (std::is_same_v<T, char>)
        return kind::character;
    else if constexpr (std::is_integral_v<T>)
        return kind::integer;
    else if constexpr (std::is_floating_point_v<T>)
        return kind::floating;
    else if constexpr (text_like<T>)
        return kind::text;
    else if constexpr (reflect::described_enum<T>)
        return kind::enumeration;
    else if constexpr (optional_like<T>)
        return kind_of<typename T::value_type>() == kind::none ? kind::none : kind::optional;
    else if constexpr (range_like<T>)
        return kind_of<std::remove_cvref_t<decltype(*std::begin(std::declval<const T&>()))>>() == kind::none
                   ? kind::none
                   : kind::range;
    else
        return kind::none;
}

/// A type whose values can be params and tags.
template <class T>
concept loggable = kind_of<std::remove_cvref_t<T>>() != kind::none;

/// Whether values of type `T` are numbers.
template <class T>
consteval bool is_number()
{
    if constexpr (customised<T>)
        return is_number<std::remove_cvref_t<decltype(mltrack_value(std::declval<const T&>()))>>();
    else
        return std::is_arithmetic_v<T>;
}

/// A type whose values can be metrics.
template <class T>
concept measurable = is_number<std::remove_cvref_t<T>>();

MLTRACK_DECL void append_signed(std::string& out, std::int64_t value);
MLTRACK_DECL void append_unsigned(std::string& out, std::uint64_t value);

/// Appends the shortest text that reads back as the same value, as Python's `str` writes it: `0.1`, `1e-05`, `nan`.
MLTRACK_DECL void append_floating(std::string& out, double value);
MLTRACK_DECL void append_floating(std::string& out, float value);

/// Appends a text in quotes, as Python's `repr` does.
MLTRACK_DECL void append_quoted(std::string& out, std::string_view text);

template <loggable T>
void append_text(std::string& out, const T& value);

template <text_like T>
void append_string(std::string& out, const T& value)
{
    if constexpr (std::is_convertible_v<const T&, std::string_view>)
        out += static_cast<std::string_view>(value);
    else
        out += static_cast<std::string>(value);
}

/// Appends an element of a range: texts are quoted there.
template <loggable T>
void append_element(std::string& out, const T& value)
{
    if constexpr (kind_of<T>() == kind::text || kind_of<T>() == kind::character) {
        std::string text;
        append_text(text, value);
        append_quoted(out, text);
    } else {
        append_text(out, value);
    }
}

template <range_like T>
void append_range(std::string& out, const T& values)
{
    out += '[';
    std::string_view separator;
    for (const auto& each : values) {
        out += separator;
        separator = ", ";
        append_element(out, each);
    }
    out += ']';
}

/// Appends a value as MLflow's Python client writes it, so that one filter finds the runs of both: `True`, `0.1`,
/// `[1, 2]`, `None` for an empty optional.
template <loggable T>
void append_text(std::string& out, const T& value)
{
    constexpr kind what = kind_of<T>();
    if constexpr (what == kind::customised)
        append_text(out, mltrack_value(value));
    else if constexpr (what == kind::boolean)
        out += value ? "True" : "False";
    else if constexpr (what == kind::character)
        out += value;
    else if constexpr (what == kind::integer && std::is_signed_v<T>)
        append_signed(out, static_cast<std::int64_t>(value));
    else if constexpr (what == kind::integer)
        append_unsigned(out, static_cast<std::uint64_t>(value));
    else if constexpr (what == kind::floating)
        append_floating(out, static_cast<std::conditional_t<std::is_same_v<T, float>, float, double>>(value));
    else if constexpr (what == kind::text)
        append_string(out, value);
    else if constexpr (what == kind::enumeration)
        out += reflect::enum_name(value);
    else if constexpr (what == kind::optional) {
        if (value.has_value())
            append_text(out, *value);
        else
            out += "None";
    } else {
        append_range(out, value);
    }
}

/// A value as a number.
template <measurable T>
double number_of(const T& value)
{
    if constexpr (std::is_arithmetic_v<T>)
        return static_cast<double>(value);
    else
        return number_of(mltrack_value(value));
}

} // namespace fluent

/// The value of a param or a tag: anything that can be logged, as text (mltrack/fluent/value/value.hpp).
class text_value
{
public:
    text_value() = default;

    template <class T>
        requires(fluent::loggable<T> && !std::is_same_v<T, text_value>)
    text_value(const T& value)
    {
        fluent::append_text(text_, value);
    }

    /// The value as it is kept.
    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// The value of a metric: anything that is a number.
class number_value
{
public:
    template <class T>
        requires(fluent::measurable<T> && !std::is_same_v<T, number_value>)
    number_value(const T& value) : number_(fluent::number_of(value))
    {
    }

    double number() const noexcept { return number_; }

private:
    double number_;
};

/// A param or tag with its name: `{"rate", 0.1}`.
struct named_text
{
    std::string key{};
    text_value value{};
};

/// A metric with its name: `{"loss", 0.3}`.
struct named_number
{
    std::string key;
    number_value value;
};

} // namespace mltrack

namespace mltrack::schema {

/// Ids can be logged as texts.
template <class Kind>
const std::string& mltrack_value(const strong_id<Kind>& id)
{
    return id.value;
}

} // namespace mltrack::schema

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/value/impl/value.ipp>
#endif
