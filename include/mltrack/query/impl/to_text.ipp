#pragma once

#include <mltrack/query/grammar.hpp>
#include <mltrack/query/syntax/comparison.hpp>
#include <mltrack/query/syntax/lexer.hpp>
#include <mltrack/query/to_text.hpp>

#include <algorithm>
#include <utility>

namespace mltrack::query {
namespace detail {

/// Whether a text between two quotes is read back as it stands, whatever comes behind it.
inline bool fits(std::string_view text, char quote)
{
    std::string written(1, quote);
    written.append(text);
    written.append({quote, ' ', quote});
    lexer words(written);
    return words.take_quoted() == text;
}

/// The text in the first of these quotes that fits.
inline result<std::string> quoted(std::string_view text, std::string_view quotes, std::string_view what)
{
    for (const char quote : quotes)
        if (fits(text, quote))
            return quote + std::string(text) + quote;
    return error{errc::invalid_parameter_value, "the " + std::string(what) + " " + std::string(text) +
                                                    " cannot stand in a filter: it holds, or ends like, each of the "
                                                    "quotes it could stand in, and filters have no escape characters"};
}

inline std::string_view word_of(entity entity)
{
    switch (entity) {
    case entity::metric:
        return "metrics.";
    case entity::param:
        return "params.";
    case entity::tag:
        return "tags.";
    case entity::dataset:
        return "dataset.";
    case entity::attribute:
        break;
    }
    return "";
}

inline std::string_view word_of(relation relation)
{
    return relation == relation::parent ? "parent." : relation == relation::children ? "children." : "";
}

inline std::string_view word_of(aggregate aggregate)
{
    for (const auto& each : tables::run_aggregates)
        if (each.aggregate == aggregate)
            return each.word;
    return "";
}

inline std::string_view word_of(comparator comparator)
{
    for (const auto& [written, means] : syntax::written_comparators)
        if (means == comparator)
            return written;
    return "";
}

/// Writes one filter.
class text_writer
{
public:
    explicit text_writer(searched things) : things_(things) {}

    result<std::string> write(const condition& condition) const
    {
        if (condition.type == condition::kind::comparison)
            return write(condition.comparison);
        if (condition.parts.empty())
            return error{errc::invalid_parameter_value, "a part of the filter joins or negates nothing"};
        if (condition.type == condition::kind::negation) {
            MLTRACK_TRY(const auto part, write_part(condition.parts.front(), condition.type));
            return "NOT " + part;
        }
        std::string text;
        for (const auto& part : condition.parts) {
            MLTRACK_TRY(const auto next, write_part(part, condition.type));
            if (!text.empty())
                text += condition.type == condition::kind::all ? " AND " : " OR ";
            text += next;
        }
        return text;
    }

private:
    /// A part, in parentheses when it joins less tightly than what it is a part of.
    result<std::string> write_part(const condition& part, condition::kind whole) const
    {
        using enum condition::kind;
        const bool is_looser = part.type == any || (part.type == all && whole == negation);
        MLTRACK_TRY(auto text, write(part));
        return is_looser && part.type != whole ? "(" + text + ")" : std::move(text);
    }

    result<std::string> write(const comparison& comparison) const
    {
        MLTRACK_TRY(auto text, to_text(comparison.column, things_));
        const auto by = comparison.comparator;
        text += " ";
        text += word_of(by);
        if (by == comparator::is_null || by == comparator::is_not_null)
            return text;
        const bool is_list = by == comparator::in || by == comparator::not_in;
        text += is_list ? " (" : " ";
        std::string_view between;
        for (const auto& value : comparison.values) {
            MLTRACK_TRY(const auto literal, write(value));
            text += between;
            text += literal;
            between = is_list ? ", " : " AND ";
        }
        return text + (is_list ? ")" : "");
    }

    result<std::string> write(const literal& literal) const
    {
        return literal.type == literal::kind::number ? result<std::string>(std::string(literal.text))
                                                     : quote_string(literal.text, things_);
    }

    searched things_;
};

} // namespace detail

MLTRACK_DECL result<std::string> quote_key(std::string_view key, searched things)
{
    if (lexer words(key); !key.empty() && words.take_word() == key)
        return std::string(key);
    return detail::quoted(key, things == searched::models ? "`" : "`\"'", "key");
}

MLTRACK_DECL result<std::string> quote_string(std::string_view value, searched things)
{
    return detail::quoted(value, things == searched::models ? "'" : "'\"", "value");
}

MLTRACK_DECL result<std::string> to_text(const column& column, searched things)
{
    MLTRACK_TRY(const auto key, quote_key(column.key, things));
    const auto function = column.aggregate == aggregate::latest ? "" : detail::word_of(column.aggregate);
    std::string text(function);
    if (!text.empty())
        text += "(";
    text += detail::word_of(column.relation);
    text += detail::word_of(column.entity);
    text += key;
    return function.empty() ? text : text + ")";
}

MLTRACK_DECL result<std::string> to_text(const filter& filter, searched things)
{
    const auto& root = filter.root;
    if (root.type == condition::kind::all && root.parts.empty())
        return std::string();
    return detail::text_writer(things).write(root);
}

} // namespace mltrack::query
