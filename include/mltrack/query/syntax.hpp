#pragma once

#include <mltrack/query/grammar.hpp>
#include <mltrack/query/lexer.hpp>
#include <mltrack/query/limits.hpp>
#include <mltrack/query/literal.hpp>
#include <mltrack/query/numbered.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace mltrack::query {

/// Why a text is no filter or order.
struct syntax_error
{
    std::size_t position = 0; ///< The byte of the text at which it goes wrong.
    std::string_view message; ///< What should stand there.
};

/// What a text says, or why it says nothing.
template <class T>
struct parsed
{
    T value{};
    std::optional<syntax_error> error; ///< When set, the value means nothing.
};

/// Parses one text; can run at compile time. What comes out looks into the text.
class parser
{
public:
    constexpr parser(std::string_view text, const grammar& grammar)
        : lexer_(text), grammar_(grammar), is_empty_(text.empty())
    {
    }

    /// `filter = [comparison {AND comparison}]`
    constexpr parsed<filter> parse_filter()
    {
        filter out;
        take_filter(out);
        return {std::move(out), error_};
    }

    /// `order = column [ASC | DESC]`, without blanks around it.
    constexpr parsed<order> parse_order()
    {
        order out;
        take_order(out);
        return {out, error_};
    }

private:
    constexpr bool fail(std::size_t position, std::string_view message)
    {
        error_ = syntax_error{position, message};
        return false;
    }

    constexpr bool take_filter(filter& out)
    {
        if (is_empty_)
            return true;
        do {
            lexer_.take_blanks();
            if (out.comparisons.size() == most_comparisons)
                return fail(lexer_.position(), numbered<"a filter has at most ", most_comparisons, " comparisons">);
            if (!take_comparison(out.comparisons.emplace_back()))
                return false;
            lexer_.take_blanks();
            if (lexer_.at_end())
                return true;
        } while (lexer_.take_keyword("AND"));
        return fail(lexer_.position(), "expected AND and a further comparison, or the end; OR, NOT and parentheses are "
                                       "not part of the search language");
    }

    constexpr bool take_order(order& out)
    {
        if (take_column(out.column, column_use::order) == nullptr)
            return false;
        constexpr std::string_view expected = "expected ASC, DESC or the end, without blanks around the clause";
        if (lexer_.at_end())
            return true;
        if (!lexer_.take_blanks())
            return fail(lexer_.position(), expected);
        out.descending = lexer_.take_keyword("DESC");
        if (!out.descending && !lexer_.take_keyword("ASC"))
            return fail(lexer_.position(), expected);
        return lexer_.at_end() || fail(lexer_.position(), expected);
    }

    constexpr bool take_comparison(comparison& out)
    {
        out.position = lexer_.position();
        const auto* rule = take_column(out.column, column_use::filter);
        return rule != nullptr && take_comparator(out.comparator, rule->compared_with) &&
               take_values(out, rule->compared_with);
    }

    /// `column = [entity "."] key`; gives its rule, or null when there is none.
    constexpr const column_rule* take_column(column& out, column_use use)
    {
        const auto start = lexer_.position();
        std::string_view entity_written;
        std::string_view key;
        if (!take_column_name(entity_written, key, use))
            return nullptr;
        for (const auto& word : grammar_.entities)
            for (const auto& rule : grammar_.columns)
                if (word.word == entity_written && rule.entity == word.entity && rule.serves(use) &&
                    (rule.key.empty() || rule.key == key)) {
                    out = {rule.means.entity, rule.means.key.empty() ? key : rule.means.key};
                    return &rule;
                }
        fail(start, expected_columns(use));
        return nullptr;
    }

    constexpr std::string_view expected_columns(column_use use) const
    {
        return use == column_use::filter ? grammar_.filter_columns : grammar_.order_columns;
    }

    /// The entity is `attributes` when none is written. It and the key may each stand in quotes.
    constexpr bool take_column_name(std::string_view& entity_written, std::string_view& key, column_use use)
    {
        entity_written = "attributes";
        bool expects_key = true;
        if (at_quote()) {
            const auto start = lexer_.position();
            const auto quote = lexer_.next();
            if (!take_quoted(key))
                return false;
            expects_key = lexer_.take('.');
            // MLflow takes a text in single quotes for a value, and backticks alone around an entity.
            if (quote == '\'' || (expects_key && quote == '"'))
                return fail(start, expected_columns(use));
            if (expects_key)
                entity_written = key;
        } else {
            const auto start = lexer_.position();
            key = lexer_.take_word();
            if (key.empty())
                return fail(start, expected_columns(use));
            const auto dot = key.find('.');
            expects_key = dot + 1 == key.size();
            if (dot != std::string_view::npos) {
                entity_written = key.substr(0, dot);
                key.remove_prefix(dot + 1);
            }
        }
        if (expects_key)
            return take_key(key);
        return !at_quote() || fail(lexer_.position(), whole_key);
    }

    /// A key behind the dot, if it was not a word together with the entity.
    constexpr bool take_key(std::string_view& key)
    {
        if (!at_quote()) {
            key = lexer_.take_word();
            return !key.empty() || fail(lexer_.position(), "expected a key right behind the dot");
        }
        if (!take_quoted(key))
            return false;
        const auto behind = lexer_.position();
        return (lexer_.take_word().empty() && !at_quote()) || fail(behind, whole_key);
    }

    constexpr bool at_quote() const { return at_string(lexer_) || lexer_.next() == '`'; }

    /// A key in quotes.
    constexpr bool take_quoted(std::string_view& out)
    {
        const auto start = lexer_.position();
        const bool is_quoting = !grammar_.only_backticks || lexer_.next() == '`';
        const auto inside = lexer_.take_quoted();
        out = is_quoting ? inside.value_or(std::string_view()) : lexer_.read_since(start);
        return inside.has_value() || fail(start, unclosed_quote);
    }

    constexpr bool take_comparator(comparator& out, const operand& compared_with)
    {
        lexer_.take_blanks();
        const auto start = lexer_.position();
        const auto signs = lexer_.take_signs();
        const auto found = signs.empty() ? take_word_comparator() : sign_comparator(signs);
        if (!found || !compared_with.comparators.contains(*found))
            return fail(start, compared_with.rule);
        out = *found;
        return true;
    }

    static constexpr std::optional<comparator> sign_comparator(std::string_view signs)
    {
        return signs == "="    ? std::optional(comparator::equal)
               : signs == "!=" ? std::optional(comparator::not_equal)
               : signs == "<"  ? std::optional(comparator::less)
               : signs == "<=" ? std::optional(comparator::less_equal)
               : signs == ">"  ? std::optional(comparator::greater)
               : signs == ">=" ? std::optional(comparator::greater_equal)
                               : std::nullopt;
    }

    constexpr std::optional<comparator> take_word_comparator()
    {
        if (lexer_.take_keyword("LIKE"))
            return comparator::like;
        if (lexer_.take_keyword("ILIKE"))
            return comparator::ilike;
        if (lexer_.take_keyword("IN"))
            return comparator::in;
        const bool is = lexer_.take_keyword("IS");
        lexer_.take_blanks();
        const bool negated = lexer_.take_keyword("NOT");
        lexer_.take_blanks();
        if (is && lexer_.take_keyword("NULL"))
            return negated ? comparator::is_not_null : comparator::is_null;
        if (!is && negated && lexer_.take_keyword("IN"))
            return comparator::not_in;
        return std::nullopt;
    }

    constexpr bool take_values(comparison& out, const operand& compared_with)
    {
        if (out.comparator == comparator::is_null || out.comparator == comparator::is_not_null)
            return true;
        lexer_.take_blanks();
        if (out.comparator == comparator::like || out.comparator == comparator::ilike)
            return take_pattern(out.values.emplace_back(), compared_with);
        if (out.comparator != comparator::in && out.comparator != comparator::not_in)
            return take_literal(out.values.emplace_back(), compared_with);
        if (!lexer_.take('('))
            return fail(lexer_.position(), compared_with.rule);
        do {
            lexer_.take_blanks();
            const bool may_end = !out.values.empty() || compared_with.type == operand::kind::bare_string;
            if (may_end && lexer_.take(')'))
                return true;
            if (!take_literal(out.values.emplace_back(), compared_with, "'\""))
                return false;
            lexer_.take_blanks();
        } while (lexer_.take(','));
        return lexer_.take(')') || fail(lexer_.position(), "expected a comma or the closing parenthesis of the list");
    }

    constexpr bool take_pattern(literal& out, const operand& compared_with)
    {
        const auto start = lexer_.position();
        if (!take_literal(out, compared_with))
            return false;
        if (out.text.size() > longest_pattern)
            return fail(start, numbered<"a pattern has at most ", longest_pattern, " bytes">);
        return out.text.find('\0') == std::string_view::npos || fail(start, "a pattern holds no NUL character");
    }

    /// `quotes` are those around a string that needs none.
    constexpr bool take_literal(literal& out, const operand& compared_with, std::string_view quotes = "'")
    {
        const auto start = lexer_.position();
        if (++literals_ > most_literals)
            return fail(start, numbered<"a filter has at most ", most_literals, " literals, those in lists included">);
        const auto why_not = query::take_literal(lexer_, out, compared_with, quotes);
        return why_not.empty() || fail(start, why_not);
    }

    static constexpr std::string_view whole_key = "the whole key stands in one pair of quotes, or none of it";

    lexer lexer_;
    const grammar& grammar_;
    bool is_empty_;
    std::size_t literals_ = 0;
    std::optional<syntax_error> error_;
};

} // namespace mltrack::query
