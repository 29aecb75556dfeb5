#pragma once

#include <mltrack/store/sql/rows/tracking.hpp>

#include <span>
#include <string_view>

namespace mltrack::store::relational::detail {

/// An attribute that can be searched and the column that keeps it.
struct searched_attribute
{
    std::string_view name;
    std::string_view column;
    bool is_number = false;
};

/// What can be searched: a table, its id, and the table of its tags, which has the same id.
struct searched_table
{
    const table_definition& rows;
    std::string_view id;
    std::string_view tags;
    std::span<const searched_attribute> attributes;
};

inline const searched_table& searched_runs()
{
    static constexpr searched_attribute attributes[] = {
        {"run_id", "run_uuid"},
        {"run_name", "name"},
        {"user_id", "user_id"},
        {"status", "status"},
        {"start_time", "start_time", true},
        {"end_time", "end_time", true},
        {"artifact_uri", "artifact_uri"},
    };
    static const searched_table table{definition_of<rows::run>(), "run_uuid", "tags", attributes};
    return table;
}

inline const searched_table& searched_experiments()
{
    static constexpr searched_attribute attributes[] = {
        {"experiment_id", "experiment_id", true},
        {"name", "name"},
        {"creation_time", "creation_time", true},
        {"last_update_time", "last_update_time", true},
    };
    static const searched_table table{definition_of<rows::experiment>(), "experiment_id", "experiment_tags",
                                      attributes};
    return table;
}

} // namespace mltrack::store::relational::detail
