#pragma once

#include <mltrack/query/diagnosis.hpp>
#include <mltrack/query/syntax/expectation.hpp>
#include <mltrack/reflect/enumeration.hpp>
#include <mltrack/schema/entity/run.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// The words that stand for what the parser looked for.

namespace mltrack::query::detail {

/// The names of an entity that has no keys, each column by the first of its names.
inline void add_names(std::vector<suggestion>& out, const grammar& language, entity entity, const expectation& what)
{
    std::vector<column> named;
    for (const auto& rule : language.columns) {
        const bool is_alone = what.column.relation != relation::self && rule.means == tables::children_count;
        if (rule.entity != entity || !rule.serves(what.use) || is_alone ||
            std::ranges::find(named, rule.means) != named.end())
            continue;
        named.push_back(rule.means);
        out.push_back({suggestion::kind::column, std::string(rule.key)});
    }
}

/// What may start a column: entities, the names of attributes, relations and functions.
inline void add_columns(std::vector<suggestion>& out, const grammar& language, const expectation& what)
{
    const auto add = [&](std::string_view word, std::string_view sign) {
        out.push_back({suggestion::kind::column, std::string(word) + std::string(sign)});
    };
    std::vector<entity> seen;
    for (const auto& each : language.entities) {
        const bool is_searched = std::ranges::any_of(language.columns, [&](const column_rule& rule) {
            return rule.entity == each.entity && rule.serves(what.use);
        });
        if (!is_searched || std::ranges::find(seen, each.entity) != seen.end() ||
            (what.is_argument && each.entity != entity::metric))
            continue;
        seen.push_back(each.entity);
        if (each.entity == entity::attribute)
            add_names(out, language, each.entity, what);
        else
            add(each.word, ".");
    }
    if (what.use != column_use::filter || what.column.relation != relation::self)
        return;
    for (const auto& each : language.relations)
        add(each.word, ".");
    if (!what.is_argument)
        for (const auto& each : language.aggregates)
            add(each.word, "(");
}

/// The values that the language knows of a column.
inline void add_values(std::vector<suggestion>& out, const expectation& what)
{
    if (what.column.entity != entity::attribute || what.column.key != "status" ||
        what.compared_with != operand::kind::string)
        return;
    for (const auto& each : reflect::enumerators_of<schema::run_status>)
        out.push_back({suggestion::kind::value, "'" + std::string(each.name) + "'"});
}

/// The words of one expectation; none of a key.
inline void add_words(std::vector<suggestion>& out, const grammar& language, const expectation& what)
{
    using enum expectation::kind;
    switch (what.type) {
    case keyword:
        out.push_back({suggestion::kind::keyword, std::string(what.word)});
        break;
    case comparator:
        out.push_back({suggestion::kind::comparator, std::string(what.word)});
        break;
    case column:
        if (what.has_entity && !what.is_argument) // Metrics, which are arguments, have keys.
            add_names(out, language, what.column.entity, what);
        else if (!what.has_entity)
            add_columns(out, language, what);
        break;
    case value:
        add_values(out, what);
        break;
    case key:
        break;
    }
}

inline bool is_number(const expectation& what)
{
    return what.compared_with == operand::kind::number || what.compared_with == operand::kind::whole_number;
}

/// What stands for a key or a value, which are no words.
inline std::vector<std::string_view> placeholders(const expectation& what)
{
    if (what.type == expectation::kind::key)
        return {"<key>"};
    if (what.compared_with == operand::kind::string_or_number)
        return {"<string>", "<number>"};
    return {is_number(what) ? "<number>" : "<string>"};
}

} // namespace mltrack::query::detail
