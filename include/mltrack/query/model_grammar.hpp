#pragma once

#include <mltrack/query/grammar.hpp>

/// @file
/// What of logged models can be searched. Source: MLflow's utils/search_logged_model_utils.py.

namespace mltrack::query {
namespace tables {

inline constexpr operand bare_string{
    operand::kind::bare_string, equalities | patterns,
    "this column is compared by = != LIKE ILIKE with a string in single quotes, by [NOT] IN with a list of them in "
    "parentheses, or by [NOT] BETWEEN with two of them"};
inline constexpr operand model_number{
    operand::kind::number, equalities | orders,
    "this column is compared by = != < <= > >= with a number without quotes, by [NOT] IN with a list of them in "
    "parentheses, or by [NOT] BETWEEN with two of them"};

inline constexpr entity_word model_entities[] = {
    {"attributes", entity::attribute},
    {"metrics", entity::metric},
    {"params", entity::param},
    {"tags", entity::tag},
};

inline constexpr column model_created{entity::attribute, "creation_timestamp_ms"};
inline constexpr column model_updated{entity::attribute, "last_updated_timestamp_ms"};

inline constexpr column_rule model_columns[] = {
    {entity::metric, "", column_use::both, model_number, {entity::metric, ""}},
    {entity::param, "", column_use::filter, bare_string, {entity::param, ""}},
    {entity::tag, "", column_use::filter, bare_string, {entity::tag, ""}},
    {entity::attribute, "name", column_use::both, bare_string, {entity::attribute, "name"}},
    {entity::attribute, "model_id", column_use::both, bare_string, {entity::attribute, "model_id"}},
    {entity::attribute, "model_type", column_use::both, bare_string, {entity::attribute, "model_type"}},
    {entity::attribute, "status", column_use::both, bare_string, {entity::attribute, "status"}},
    {entity::attribute, "status_message", column_use::both, bare_string, {entity::attribute, "status_message"}},
    {entity::attribute, "source_run_id", column_use::both, bare_string, {entity::attribute, "source_run_id"}},
    {entity::attribute, "experiment_id", column_use::both, bare_string, {entity::attribute, "experiment_id"}},
    {entity::attribute, "lifecycle_stage", column_use::both, bare_string, {entity::attribute, "lifecycle_stage"}},
    {entity::attribute, "artifact_location", column_use::both, bare_string, {entity::attribute, "artifact_location"}},
    {entity::attribute, "creation_timestamp_ms", column_use::both, model_number, model_created},
    {entity::attribute, "creation_timestamp", column_use::both, model_number, model_created},
    {entity::attribute, "creation_time", column_use::both, model_number, model_created},
    {entity::attribute, "last_updated_timestamp_ms", column_use::both, model_number, model_updated},
    {entity::attribute, "last_updated_timestamp", column_use::both, model_number, model_updated},
};

} // namespace tables

/// What `logged-models/search` looks at.
inline constexpr grammar model_grammar{
    tables::model_entities,
    tables::model_columns,
    {},
    {},
    "expected metrics.<key>, params.<key>, tags.<key>, name, model_id, model_type, status, source_run_id, "
    "experiment_id, artifact_location, creation_timestamp or last_updated_timestamp",
    "expected metrics.<key>, name, model_id, model_type, status, source_run_id, experiment_id, artifact_location, "
    "creation_timestamp or last_updated_timestamp",
    {},
    true};

} // namespace mltrack::query
