#pragma once

#include <mltrack/query/filter.hpp>
#include <mltrack/schema/system_tags.hpp>

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>

/// @file
/// What can be searched: for each kind of thing one table of its columns, which the parser works by. Source: MLflow's
/// utils/search_utils.py (SearchUtils, SearchExperimentsUtils).

namespace mltrack::query {

/// The comparators that a column takes.
class comparator_set
{
public:
    constexpr comparator_set(std::initializer_list<comparator> members)
    {
        for (const auto each : members)
            bits_ |= bit(each);
    }

    constexpr bool contains(comparator each) const { return (bits_ & bit(each)) != 0; }

    /// Those of both.
    friend constexpr comparator_set operator|(comparator_set left, const comparator_set& right)
    {
        left.bits_ |= right.bits_;
        return left;
    }

private:
    static constexpr std::uint32_t bit(comparator each) { return std::uint32_t{1} << static_cast<unsigned>(each); }

    std::uint32_t bits_ = 0;
};

/// What a column is compared with.
struct operand
{
    enum class kind {
        number,
        whole_number,
        string,
        string_or_number, ///< A string in quotes, or a number without: the text of the column is read as one.
        quoted_integer,   ///< A string that holds a whole number.
        bare_string       ///< A string in single quotes, or a word or number as it stands.
    };

    kind type;
    comparator_set comparators;
    std::string_view rule; ///< The same in words, for messages.
};

/// Where a column may stand.
enum class column_use { filter, order, both };

/// A column as it may be written.
struct column_rule
{
    query::entity entity;
    std::string_view key; ///< Empty: any key.
    column_use use;
    operand compared_with;
    query::column means; ///< What stands in the syntax tree; without a key, the one that was written.

    /// Whether it may stand there.
    constexpr bool serves(column_use place) const { return use == column_use::both || use == place; }
};

/// A word for an entity, as it may be written before the dot.
struct entity_word
{
    std::string_view word;
    query::entity entity;
};

/// A word for whose column it is, as it may be written before a dot.
struct relation_word
{
    std::string_view word;
    query::relation relation;
};

/// A function of a metric's history, in lower case; it may be written in any.
struct aggregate_word
{
    std::string_view word;
    query::aggregate aggregate;
};

/// The columns of one kind of thing.
struct grammar
{
    std::span<const entity_word> entities;
    std::span<const column_rule> columns;
    std::span<const relation_word> relations;
    std::span<const aggregate_word> aggregates;
    std::string_view filter_columns;  ///< What a filter may name, for messages.
    std::string_view order_columns;   ///< What an order may name, for messages.
    std::string_view related_columns; ///< What a filter may name behind a relation, for messages.
    bool only_backticks = false;      ///< Around keys the other quotes are characters of the key.
};

namespace tables {

using enum comparator;

inline constexpr comparator_set equalities{equal, not_equal, in, not_in, between, not_between};
inline constexpr comparator_set orders{less, less_equal, greater, greater_equal};
inline constexpr comparator_set patterns{like, ilike};
inline constexpr comparator_set absences{is_null, is_not_null};

inline constexpr operand number{
    operand::kind::number, equalities | orders | absences,
    "this column is compared by = != < <= > >= with a number without quotes, by [NOT] IN with a list of them in "
    "parentheses, by [NOT] BETWEEN with two of them, or by IS [NOT] NULL"};
inline constexpr operand whole_number{
    operand::kind::whole_number, equalities | orders | absences,
    "this column is compared by = != < <= > >= with a whole number without quotes, by [NOT] IN with a list of them in "
    "parentheses, by [NOT] BETWEEN with two of them, or by IS [NOT] NULL"};
inline constexpr operand string{
    operand::kind::string, equalities | patterns | absences,
    "this column is compared by = != LIKE ILIKE with a string in quotes, by [NOT] IN with a list of them in "
    "parentheses, by [NOT] BETWEEN with two of them, or by IS [NOT] NULL"};
inline constexpr operand dataset_string{
    operand::kind::string, equalities | patterns,
    "this column is compared by = != LIKE ILIKE with a string in quotes, by [NOT] IN with a list of them in "
    "parentheses, or by [NOT] BETWEEN with two of them"};
inline constexpr operand keyed_string{
    operand::kind::string_or_number, equalities | orders | patterns | absences,
    "this column is compared by = != LIKE ILIKE with a string in quotes, by = != < <= > >= with a number without "
    "quotes, by [NOT] IN with a list or [NOT] BETWEEN with two of either, or by IS [NOT] NULL"};
inline constexpr operand quoted_integer{
    operand::kind::quoted_integer, equalities,
    "this column is compared by = != with a whole number in quotes, by [NOT] IN with a list of them in parentheses, or "
    "by [NOT] BETWEEN with two of them"};

inline constexpr entity_word run_entities[] = {
    {"metrics", entity::metric},
    {"metric", entity::metric},
    {"params", entity::param},
    {"param", entity::param},
    {"parameters", entity::param},
    {"parameter", entity::param},
    {"tags", entity::tag},
    {"tag", entity::tag},
    {"attributes", entity::attribute},
    {"attribute", entity::attribute},
    {"attr", entity::attribute},
    {"run", entity::attribute},
    {"dataset", entity::dataset},
    {"datasets", entity::dataset},
};

inline constexpr relation_word run_relations[] = {
    {"parent", relation::parent},
    {"children", relation::children},
};

inline constexpr aggregate_word run_aggregates[] = {
    {"first", aggregate::first}, {"last", aggregate::latest}, {"min", aggregate::min},
    {"max", aggregate::max},     {"mean", aggregate::mean},
};

/// How many children a run has: the one column that has no relation before it.
inline constexpr column children_count{entity::attribute, "children"};

/// The tag that holds a run's name. Filters look at it, orders at the run itself.
inline constexpr column run_name_tag{entity::tag, schema::run_name_tag};

inline constexpr column_rule run_columns[] = {
    {entity::metric, "", column_use::both, number, {entity::metric, ""}},
    {entity::param, "", column_use::both, keyed_string, {entity::param, ""}},
    {entity::tag, "", column_use::both, keyed_string, {entity::tag, ""}},
    {entity::attribute, "run_id", column_use::both, string, {entity::attribute, "run_id"}},
    {entity::attribute, "run_name", column_use::filter, string, run_name_tag},
    {entity::attribute, "run name", column_use::filter, string, run_name_tag},
    {entity::attribute, "Run name", column_use::filter, string, run_name_tag},
    {entity::attribute, "Run Name", column_use::filter, string, run_name_tag},
    {entity::attribute, "run_name", column_use::order, string, {entity::attribute, "run_name"}},
    {entity::attribute, "user_id", column_use::both, string, {entity::attribute, "user_id"}},
    {entity::attribute, "status", column_use::both, string, {entity::attribute, "status"}},
    {entity::attribute, "artifact_uri", column_use::both, string, {entity::attribute, "artifact_uri"}},
    {entity::attribute, "start_time", column_use::both, number, {entity::attribute, "start_time"}},
    {entity::attribute, "created", column_use::both, number, {entity::attribute, "start_time"}},
    {entity::attribute, "Created", column_use::both, number, {entity::attribute, "start_time"}},
    {entity::attribute, "end_time", column_use::both, number, {entity::attribute, "end_time"}},
    {entity::attribute, "children", column_use::filter, number, children_count},
    {entity::dataset, "name", column_use::filter, dataset_string, {entity::dataset, "name"}},
    {entity::dataset, "digest", column_use::filter, dataset_string, {entity::dataset, "digest"}},
    {entity::dataset, "context", column_use::filter, dataset_string, {entity::dataset, "context"}},
};

inline constexpr entity_word experiment_entities[] = {
    {"tags", entity::tag},
    {"tag", entity::tag},
    {"attributes", entity::attribute},
    {"attribute", entity::attribute},
    {"attr", entity::attribute},
};

inline constexpr column_rule experiment_columns[] = {
    {entity::tag, "", column_use::filter, keyed_string, {entity::tag, ""}},
    {entity::attribute, "name", column_use::both, string, {entity::attribute, "name"}},
    {entity::attribute, "experiment_id", column_use::both, quoted_integer, {entity::attribute, "experiment_id"}},
    {entity::attribute, "creation_time", column_use::both, whole_number, {entity::attribute, "creation_time"}},
    {entity::attribute, "last_update_time", column_use::both, whole_number, {entity::attribute, "last_update_time"}},
};

} // namespace tables

/// What `runs/search` looks at.
inline constexpr grammar run_grammar{
    tables::run_entities,
    tables::run_columns,
    tables::run_relations,
    tables::run_aggregates,
    "expected metrics.<key>, params.<key>, tags.<key>, dataset.name, dataset.digest, dataset.context, run_id, "
    "run_name, user_id, status, artifact_uri, start_time or end_time, any of them behind parent. or children., a "
    "metric in first(), last(), min(), max() or mean(), or children for how many there are",
    "expected metrics.<key>, params.<key>, tags.<key>, run_id, run_name, user_id, status, artifact_uri, start_time or "
    "end_time",
    "expected metrics.<key>, params.<key>, tags.<key>, dataset.name, dataset.digest, dataset.context, run_id, "
    "run_name, user_id, status, artifact_uri, start_time or end_time"};

/// What `experiments/search` looks at.
inline constexpr grammar experiment_grammar{
    tables::experiment_entities,
    tables::experiment_columns,
    {},
    {},
    "expected name, experiment_id, creation_time, last_update_time or tags.<key>",
    "expected name, experiment_id, creation_time or last_update_time",
    {}};

} // namespace mltrack::query
