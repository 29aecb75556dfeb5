#pragma once

#include <mltrack/store/sql/ddl/table.hpp>

/// @file
/// How far a conversion between the layouts of metrics is. The row is there while one is under way, whether or not a
/// process works on it.

namespace mltrack::store::rows {

using relational::varchar;

/// The position of a conversion, which goes through the metrics by run and key, and through each by step.
struct layout_conversion
{
    varchar<8> target;                     ///< `compact` or `mlflow`.
    varchar<32> made_by;                   ///< The version of mltrack that began it.
    std::optional<varchar<32>> run_uuid;   ///< Of the metric that was copied last; null = none was.
    std::optional<varchar<250>> key;       ///< The same.
    std::optional<std::int64_t> next_step; ///< Where that metric goes on; null = it is copied whole.
    std::int64_t copied = 0;               ///< How many rows were looked at.
};

} // namespace mltrack::store::rows

MLTRACK_REFLECT(mltrack::store::rows::layout_conversion, target, made_by, run_uuid, key, next_step, copied);

namespace mltrack::store::relational {

template <>
struct table<rows::layout_conversion>
{
    static constexpr std::string_view name = "mltrack_conversion";
    static constexpr std::string_view clauses = R"(
        primary mltrack_conversion_pk(target))";
};

} // namespace mltrack::store::relational
