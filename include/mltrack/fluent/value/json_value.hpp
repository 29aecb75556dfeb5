#pragma once

#include <mltrack/codec/json/writer.hpp>
#include <mltrack/fluent/value/value.hpp>
#include <mltrack/reflect/reflect.hpp>

#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>

/// @file
/// Values of C++ as JSON: all that can be logged (mltrack/fluent/value/value.hpp), structs with MLTRACK_REFLECT, maps
/// with texts as keys, and optionals and ranges of all of these.

namespace mltrack {

class json_value;
struct json_member;

/// A text that is JSON already. Throws `mltrack::exception` (`invalid_parameter_value`) when it is not.
class json_text
{
public:
    MLTRACK_DECL explicit json_text(std::string_view text);
    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

namespace fluent {

template <class T>
concept map_like = range_like<T> && requires(const T& map) {
    std::begin(map)->second;
    requires text_like<std::remove_cvref_t<decltype(std::begin(map)->first)>>;
};

/// A type whose values are JSON already.
template <class T>
concept is_json = std::is_same_v<T, json_text> || std::is_same_v<T, json_value>;

template <class T>
consteval bool is_jsonable()
{
    if constexpr (customised<T>)
        return is_jsonable<std::remove_cvref_t<decltype(mltrack_value(std::declval<const T&>()))>>();
    else if constexpr (reflect::described<T> || std::is_same_v<T, std::nullptr_t> || is_json<T> || text_like<T>)
        return true;
    else if constexpr (optional_like<T>)
        return is_jsonable<typename T::value_type>();
    else if constexpr (map_like<T>)
        return is_jsonable<std::remove_cvref_t<decltype(std::begin(std::declval<const T&>())->second)>>();
    else if constexpr (range_like<T>)
        return is_jsonable<std::remove_cvref_t<decltype(*std::begin(std::declval<const T&>()))>>();
    else
        return kind_of<T>() != kind::none;
}

/// A type whose values can be written as JSON.
template <class T>
concept jsonable = is_jsonable<std::remove_cvref_t<T>>();

/// Appends a number; what is none as Python's `json` does: `NaN`, `Infinity`, `-Infinity`.
MLTRACK_DECL void append_json_number(std::string& out, double value);
MLTRACK_DECL void append_json_number(std::string& out, float value);

template <class T>
void append_json(std::string& out, const T& value);

template <reflect::described T>
void append_json_object(std::string& out, const T& object)
{
    char separator = '{';
    reflect::for_each_member<T>([&](auto member) {
        using type = reflect::member_type<decltype(member), T>;
        static_assert(jsonable<type> || !std::is_enum_v<type>, MLTRACK_ENUM_WITHOUT_NAMES);
        static_assert(
            jsonable<type>,
            "a member of the struct cannot be written as JSON: it is no arithmetic type, "
            "text, enumeration with MLTRACK_REFLECT_ENUM, optional, range, map or reflected struct; give its type a "
            "function mltrack_value (mltrack/fluent/value/value.hpp)");
        out += separator;
        separator = ',';
        codec::json::append_string(out, decltype(member)::name);
        out += ':';
        append_json(out, decltype(member)::of(object));
    });
    out += separator == '{' ? "{}" : "}";
}

template <class T>
void append_json_map(std::string& out, const T& map)
{
    char separator = '{';
    for (const auto& [key, value] : map) {
        out += separator;
        separator = ',';
        std::string name;
        append_string(name, key);
        codec::json::append_string(out, name);
        out += ':';
        append_json(out, value);
    }
    out += separator == '{' ? "{}" : "}";
}

template <class T>
void append_json_array(std::string& out, const T& values)
{
    char separator = '[';
    for (const auto& each : values) {
        out += separator;
        separator = ',';
        append_json(out, each);
    }
    out += separator == '[' ? "[]" : "]";
}

template <class T>
void append_json_text(std::string& out, const T& value)
{
    std::string text;
    append_text(text, value);
    codec::json::append_string(out, text);
}

/// Appends a value as compact JSON.
template <class T>
void append_json(std::string& out, const T& value)
{
    if constexpr (customised<T>)
        append_json(out, mltrack_value(value));
    else if constexpr (is_json<T>)
        out += value.text();
    else if constexpr (std::is_same_v<T, std::nullptr_t>)
        out += "null";
    else if constexpr (std::is_same_v<T, bool>)
        out += value ? "true" : "false";
    else if constexpr (kind_of<T>() == kind::integer)
        append_text(out, value);
    else if constexpr (std::is_same_v<T, float>)
        append_json_number(out, value);
    else if constexpr (std::is_floating_point_v<T>)
        append_json_number(out, static_cast<double>(value));
    else if constexpr (reflect::described<T>)
        append_json_object(out, value);
    else if constexpr (text_like<T> || kind_of<T>() == kind::character || kind_of<T>() == kind::enumeration)
        append_json_text(out, value);
    else if constexpr (optional_like<T>) {
        if (value.has_value())
            append_json(out, *value);
        else
            out += "null";
    } else if constexpr (map_like<T>)
        append_json_map(out, value);
    else
        append_json_array(out, value);
}

/// JSON with a member or element a line, two blanks further in for each level, as Python's `json.dump(…, indent=2)`.
MLTRACK_DECL std::string indented(std::string_view json);

} // namespace fluent

/// Anything that can be written as JSON: `{{"k", "v"}, {"n", 1}}`, a reflected struct, a `std::vector`, a `json_text`.
class json_value
{
public:
    template <class T>
        requires(fluent::jsonable<T> && !std::is_same_v<T, json_value>)
    json_value(const T& value)
    {
        fluent::append_json(text_, value);
    }

    /// An object of these members.
    MLTRACK_DECL json_value(std::initializer_list<json_member> members);

    /// The value as compact JSON.
    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// A member of a JSON object.
struct json_member
{
    std::string name;
    json_value value;
};

} // namespace mltrack

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/fluent/value/impl/json_value.ipp>
#endif
