#pragma once

#include <mltrack/query/typed/expression.hpp>
#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <concepts>
#include <initializer_list>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// @file
/// Columns of runs as the compiler knows them. What a column cannot be compared with does not compile.

namespace mltrack::query {

template <class T>
concept number_like = std::is_arithmetic_v<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

template <class T>
concept text_like = std::convertible_to<const T&, std::string_view>;

/// What is compared with numbers. These say for a type of the program whether it `takes` it, and whether < and > are
/// for it.
struct numbers
{
    template <class T>
    static constexpr bool takes = number_like<T> || std::same_as<T, schema::unix_ms>;
    template <class T>
    static constexpr bool orders = takes<T>;
};

/// What is compared with texts.
struct texts
{
    template <class T>
    static constexpr bool takes = text_like<T>;
    template <class T>
    static constexpr bool orders = false;
};

/// The status of a run is compared with one, or with its name.
struct statuses
{
    template <class T>
    static constexpr bool takes = text_like<T> || std::same_as<T, schema::run_status>;
    template <class T>
    static constexpr bool orders = false;
};

/// Params and tags are texts, and compared with a number as numbers.
struct texts_or_numbers
{
    template <class T>
    static constexpr bool takes = text_like<T> || number_like<T>;
    template <class T>
    static constexpr bool orders = number_like<T>;
};

/// A value of the program as a literal.
template <class T>
std::string typed_literal(const T& value)
{
    if constexpr (text_like<T>)
        return literal_of(std::string_view(value));
    else if constexpr (std::same_as<T, schema::run_status>)
        return literal_of(reflect::enum_name(value));
    else if constexpr (std::same_as<T, schema::unix_ms>)
        return literal_of(value.value);
    else if constexpr (std::unsigned_integral<T>)
        return std::to_string(value);
    else if constexpr (std::integral<T>)
        return literal_of(static_cast<std::int64_t>(value));
    else
        return literal_of(static_cast<double>(value));
}

/// What every column can: it makes conditions. `Self` has a `text()`, by which filters name it.
template <class Self, class Kind>
class typed_column
{
public:
    template <class T>
    friend expression operator==(const typed_column& column, const T& value)
    {
        return column.made(" = " + operand<T>(value));
    }
    template <class T>
    friend expression operator!=(const typed_column& column, const T& value)
    {
        return column.made(" != " + operand<T>(value));
    }
    template <class T>
    friend expression operator<(const typed_column& column, const T& value)
    {
        return column.made(" < " + ordered<T>(value));
    }
    template <class T>
    friend expression operator<=(const typed_column& column, const T& value)
    {
        return column.made(" <= " + ordered<T>(value));
    }
    template <class T>
    friend expression operator>(const typed_column& column, const T& value)
    {
        return column.made(" > " + ordered<T>(value));
    }
    template <class T>
    friend expression operator>=(const typed_column& column, const T& value)
    {
        return column.made(" >= " + ordered<T>(value));
    }

    /// Whether it is one of the values, at least one.
    template <class T>
    expression in(std::initializer_list<T> values) const
    {
        return listed(" IN ", values);
    }
    template <std::ranges::input_range Values>
    expression in(const Values& values) const
    {
        return listed(" IN ", values);
    }

    /// Whether it is there and none of the values, at least one.
    template <class T>
    expression not_in(std::initializer_list<T> values) const
    {
        return listed(" NOT IN ", values);
    }
    template <std::ranges::input_range Values>
    expression not_in(const Values& values) const
    {
        return listed(" NOT IN ", values);
    }

    /// Whether it is from `lower` to `upper`, both included. Texts are in the order of their code points.
    template <class Lower, class Upper>
    expression between(const Lower& lower, const Upper& upper) const
    {
        return ranged(" BETWEEN ", lower, upper);
    }
    template <class Lower, class Upper>
    expression not_between(const Lower& lower, const Upper& upper) const
    {
        return ranged(" NOT BETWEEN ", lower, upper);
    }

    /// Whether the whole text is what the pattern says: `%` stands for any text, `_` for one character.
    expression like(std::string_view pattern) const { return matched(" LIKE ", pattern); }

    /// The same without regard to the case of ASCII letters.
    expression ilike(std::string_view pattern) const { return matched(" ILIKE ", pattern); }

    /// Whether the run lacks it.
    expression is_null() const { return made(" IS NULL"); }
    expression is_not_null() const { return made(" IS NOT NULL"); }

private:
    expression made(const std::string& rest) const
    {
        return {static_cast<const Self&>(*this).text() + rest, condition::kind::comparison};
    }

    /// The literal of a value that the column can be compared with.
    template <class T>
    static std::string operand(const T& value)
    {
        static_assert(
            Kind::template takes<std::decay_t<const T&>>,
            "metrics and times are compared with numbers, params and tags with texts or numbers, all else with "
            "texts");
        return typed_literal<std::decay_t<const T&>>(value);
    }

    /// The same behind < <= > >=.
    template <class T>
    static std::string ordered(const T& value)
    {
        using type = std::decay_t<const T&>;
        static_assert(Kind::template orders<type> || !Kind::template takes<type>,
                      "< <= > >= compare numbers; texts have == != in between like");
        return operand<T>(value);
    }

    template <class Values>
    expression listed(const std::string& word, const Values& values) const
    {
        std::vector<std::string> literals;
        for (const auto& each : values)
            literals.push_back(operand<std::decay_t<decltype(each)>>(each));
        return made(word + list_of(literals));
    }

    template <class Lower, class Upper>
    expression ranged(const std::string& word, const Lower& lower, const Upper& upper) const
    {
        static_assert(text_like<Lower> == text_like<Upper>, "between takes two texts or two numbers");
        return made(word + operand<Lower>(lower) + " AND " + operand<Upper>(upper));
    }

    expression matched(const std::string& word, std::string_view pattern) const
    {
        static_assert(!std::same_as<Kind, numbers>, "like and ilike compare texts");
        return made(word + literal_of(pattern));
    }
};

/// An attribute: `status`, `parent.status`.
template <class Kind>
class attribute_column : public typed_column<attribute_column<Kind>, Kind>
{
public:
    constexpr attribute_column(std::string_view relation, std::string_view name) : relation_(relation), name_(name) {}

    std::string text() const { return std::string(relation_) + std::string(name_); }

private:
    std::string_view relation_;
    std::string_view name_;
};

/// A column by its text: `params.opt`, `min(metrics.loss)`.
template <class Kind>
class named_column : public typed_column<named_column<Kind>, Kind>
{
public:
    explicit named_column(std::string text) : text_(std::move(text)) {}

    const std::string& text() const noexcept { return text_; }

private:
    std::string text_;
};

/// A param or tag.
using entry_column = named_column<texts_or_numbers>;

/// What a function says of a metric's history.
using history_column = named_column<numbers>;

/// A metric: its latest value.
class metric_column : public named_column<numbers>
{
public:
    using named_column::named_column;

    /// Its first value, by step, timestamp and value.
    friend history_column first(const metric_column& metric) { return metric.of("first"); }

    /// Its latest value, as the metric itself.
    friend history_column last(const metric_column& metric) { return metric.of("last"); }

    /// The least, greatest and mean of all its values but NaN.
    friend history_column min(const metric_column& metric) { return metric.of("min"); }
    friend history_column max(const metric_column& metric) { return metric.of("max"); }
    friend history_column mean(const metric_column& metric) { return metric.of("mean"); }

private:
    history_column of(const std::string& function) const { return history_column(function + "(" + text() + ")"); }
};

} // namespace mltrack::query
