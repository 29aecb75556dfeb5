#pragma once

#include <mltrack/query/diagnosis.hpp>
#include <mltrack/query/impl/expected_words.hpp>
#include <mltrack/query/impl/parser.ipp>
#include <mltrack/query/model_grammar.hpp>
#include <mltrack/query/syntax.hpp>
#include <mltrack/schema/field/lower_case.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace mltrack::query {
namespace detail {

inline const grammar& grammar_of(searched things)
{
    return things == searched::runs ? run_grammar : things == searched::models ? model_grammar : experiment_grammar;
}

/// The bytes of the word, sign or text in quotes that stands at the start of a text.
inline std::size_t token_size(std::string_view text)
{
    lexer words(text);
    if ((at_string(words) || words.next() == '`') && words.take_quoted())
        return words.position();
    if (words.take_number().empty() && words.take_word().empty() && words.take_signs().empty())
        return schema::first_code_points(text, 1).size();
    return words.position();
}

/// What was looked for at a place.
inline std::vector<std::string> expected_at(std::size_t place, const std::vector<expectation>& looked_for,
                                            const grammar& language)
{
    std::vector<std::string> out;
    const auto add = [&](std::string word) {
        if (std::ranges::find(out, word) == out.end())
            out.push_back(std::move(word));
    };
    for (const auto& each : looked_for) {
        if (each.start != place)
            continue;
        std::vector<suggestion> words;
        add_words(words, language, each);
        for (auto& word : words)
            add(std::move(word.text));
        if (words.empty())
            for (const auto free : placeholders(each))
                add(std::string(free));
    }
    return out;
}

inline bool is_in_quotes(std::string_view begun)
{
    return begun.starts_with('\'') || begun.starts_with('"') || begun.starts_with('`');
}

/// Whether a text may be the start of what is looked for, and no more than that.
inline bool is_begun(std::string_view text, const expectation& what)
{
    if (text.empty())
        return true;
    using enum expectation::kind;
    const bool is_free = what.type == key || what.type == value;
    if (is_in_quotes(text)) {
        const bool is_string = what.type == value && text.front() != '`' && !is_number(what);
        return (what.type == key || is_string) && !lexer(text).take_quoted();
    }
    if (lexer(text).take_word() == text) // Behind a dot a part of a column is looked for.
        return is_free || text.find('.') == std::string_view::npos;
    return what.type == value ? lexer(text).take_number() == text : lexer(text).take_signs() == text;
}

/// What may stand where the cursor is: what was begun before it, otherwise what may come next.
inline std::vector<expectation> expected_at_end(std::string_view text, const grammar& language)
{
    std::vector<expectation> looked_for;
    parser(text, language, &looked_for).parse_filter();
    std::erase_if(looked_for, [&](const expectation& each) { return !is_begun(text.substr(each.start), each); });
    const bool has_begun =
        std::ranges::any_of(looked_for, [&](const expectation& each) { return each.start != text.size(); });
    std::erase_if(looked_for, [&](const expectation& each) { return has_begun && each.start == text.size(); });
    return looked_for;
}

/// Whether a suggestion goes on from what is written, in any case.
inline bool goes_on(std::string_view suggestion, std::string_view prefix)
{
    if (suggestion.starts_with('\''))
        suggestion.remove_prefix(1);
    return schema::lower_case(suggestion).starts_with(schema::lower_case(prefix));
}

/// Puts a blank before the words that are to stand right behind a quote or a parenthesis.
inline void part_from(std::string_view before, std::vector<suggestion>& words)
{
    if (before.empty() || std::string_view("`\"')").find(before.back()) == std::string_view::npos)
        return;
    for (auto& word : words)
        if (!lexer(word.text).take_word().empty())
            word.text.insert(0, " ");
}

inline void note_free(completion& out, const expectation& what)
{
    if (what.type != expectation::kind::key && what.type != expectation::kind::value)
        return;
    out.type = what.type == expectation::kind::key ? completed::key : completed::value;
    out.entity = what.column.entity;
    out.key = what.column.key;
    out.relation = what.column.relation;
    out.is_number = what.type == expectation::kind::value && is_number(what);
}

} // namespace detail

MLTRACK_DECL std::optional<diagnosis> diagnose(std::string_view text, searched things)
{
    const auto& language = detail::grammar_of(things);
    std::vector<expectation> looked_for;
    const auto found = parser(text, language, &looked_for).parse_filter();
    if (text.empty() || !found.error)
        return std::nullopt;
    const auto offset = found.error->position;
    return diagnosis{.offset = offset,
                     .length = detail::token_size(text.substr(offset)),
                     .message = detail::describe(*found.error, "the filter", text).message,
                     .expected = detail::expected_at(found.error->expected_at, looked_for, language)};
}

MLTRACK_DECL completion complete(std::string_view text, std::size_t cursor, searched things)
{
    const auto& language = detail::grammar_of(things);
    const auto before = text.substr(0, cursor);
    const auto expected = detail::expected_at_end(before, language);
    completion out;
    out.offset = expected.empty() ? before.size() : expected.front().start;
    out.prefix = before.substr(out.offset);
    out.length = out.prefix.size();
    const bool in_quotes = detail::is_in_quotes(out.prefix);
    if (in_quotes)
        out.prefix.erase(0, 1);
    for (const auto& each : expected) {
        detail::note_free(out, each);
        if (!in_quotes || each.type == expectation::kind::value)
            detail::add_words(out.suggestions, language, each);
    }
    std::erase_if(out.suggestions, [&](const suggestion& each) { return !detail::goes_on(each.text, out.prefix); });
    detail::part_from(before.substr(0, out.offset), out.suggestions);
    return out;
}

} // namespace mltrack::query
