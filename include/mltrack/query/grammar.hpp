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
        quoted_integer, ///< A string that holds a whole number.
        bare_string     ///< A string in single quotes, or a word or number as it stands.
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

/// The columns of one kind of thing.
struct grammar
{
    std::span<const entity_word> entities;
    std::span<const column_rule> columns;
    std::string_view filter_columns; ///< What a filter may name, for messages.
    std::string_view order_columns;  ///< What an order may name, for messages.
    bool only_backticks = false;     ///< Around keys the other quotes are characters of the key.
};

namespace tables {

using enum comparator;

inline constexpr operand number{operand::kind::number,
                                {equal, not_equal, less, less_equal, greater, greater_equal},
                                "this column is compared by = != < <= > >= with a number without quotes"};
inline constexpr operand whole_number{operand::kind::whole_number,
                                      {equal, not_equal, less, less_equal, greater, greater_equal},
                                      "this column is compared by = != < <= > >= with a whole number without quotes"};
inline constexpr operand string{operand::kind::string,
                                {equal, not_equal, like, ilike},
                                "this column is compared by = != LIKE ILIKE with a string in quotes"};
inline constexpr operand optional_string{
    operand::kind::string,
    {equal, not_equal, like, ilike, is_null, is_not_null},
    "this column is compared by = != LIKE ILIKE with a string in quotes, or by IS NULL or IS NOT NULL"};
inline constexpr operand listed_string{
    operand::kind::string,
    {equal, not_equal, like, ilike, in, not_in},
    "this column is compared by = != LIKE ILIKE with a string in quotes, or by IN or "
    "NOT IN with a list of them in parentheses"};
inline constexpr operand quoted_integer{operand::kind::quoted_integer,
                                        {equal, not_equal, in, not_in},
                                        "this column is compared by = != with a whole number in quotes, or by IN or "
                                        "NOT IN with a list of them in parentheses"};

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
    {"datasets", entity::dataset},
    {"dataset", entity::dataset},
};

/// The tag that holds a run's name. Filters look at it, orders at the run itself.
inline constexpr column run_name_tag{entity::tag, schema::run_name_tag};

inline constexpr column_rule run_columns[] = {
    {entity::metric, "", column_use::both, number, {entity::metric, ""}},
    {entity::param, "", column_use::both, optional_string, {entity::param, ""}},
    {entity::tag, "", column_use::both, optional_string, {entity::tag, ""}},
    {entity::attribute, "run_id", column_use::both, listed_string, {entity::attribute, "run_id"}},
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
    {entity::dataset, "name", column_use::filter, listed_string, {entity::dataset, "name"}},
    {entity::dataset, "digest", column_use::filter, listed_string, {entity::dataset, "digest"}},
    {entity::dataset, "context", column_use::filter, listed_string, {entity::dataset, "context"}},
};

inline constexpr entity_word experiment_entities[] = {
    {"tags", entity::tag},
    {"tag", entity::tag},
    {"attributes", entity::attribute},
    {"attribute", entity::attribute},
    {"attr", entity::attribute},
};

inline constexpr column_rule experiment_columns[] = {
    {entity::tag, "", column_use::filter, optional_string, {entity::tag, ""}},
    {entity::attribute, "name", column_use::both, string, {entity::attribute, "name"}},
    {entity::attribute, "experiment_id", column_use::both, quoted_integer, {entity::attribute, "experiment_id"}},
    {entity::attribute, "creation_time", column_use::both, whole_number, {entity::attribute, "creation_time"}},
    {entity::attribute, "last_update_time", column_use::both, whole_number, {entity::attribute, "last_update_time"}},
};

} // namespace tables

/// What `runs/search` looks at.
inline constexpr grammar run_grammar{
    tables::run_entities, tables::run_columns,
    "expected metrics.<key>, params.<key>, tags.<key>, dataset.name, dataset.digest, dataset.context, run_id, "
    "run_name, "
    "user_id, status, artifact_uri, start_time or end_time",
    "expected metrics.<key>, params.<key>, tags.<key>, run_id, run_name, user_id, status, artifact_uri, start_time or "
    "end_time"};

/// What `experiments/search` looks at.
inline constexpr grammar experiment_grammar{
    tables::experiment_entities, tables::experiment_columns,
    "expected name, experiment_id, creation_time, last_update_time or tags.<key>",
    "expected name, experiment_id, creation_time or last_update_time"};

} // namespace mltrack::query
