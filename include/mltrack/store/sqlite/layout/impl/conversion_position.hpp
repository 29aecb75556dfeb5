#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sql/rows/layout_conversion.hpp>
#include <mltrack/store/sql/statements.hpp>
#include <mltrack/store/sqlite/connection.hpp>
#include <mltrack/store/sqlite/driver.hpp>
#include <mltrack/store/sqlite/impl/ask.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace mltrack::store::detail {

/// How far a conversion is: what its row in the database says.
struct conversion_position
{
    std::string target;
    std::string made_by;
    std::optional<std::pair<std::string, std::string>> metric; ///< Run and key.
    std::optional<std::int64_t> next_step;                     ///< Nothing: the metric is copied whole.
    std::int64_t copied = 0;
};

/// Whether the database has a table of this name.
inline result<bool> has_table(sqlite_connection& connection, std::string_view name)
{
    MLTRACK_TRY(const auto count, ask_whole(connection,
                                            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND "
                                            "name = ?",
                                            name));
    return count != 0;
}

/// The position of the conversion that is under way; nothing when there is none.
inline result<std::optional<conversion_position>> read_position(sqlite_connection& connection)
{
    using row_type = rows::layout_conversion;
    std::optional<conversion_position> position;
    MLTRACK_TRY(const bool is_there, has_table(connection, relational::table<row_type>::name));
    if (!is_there)
        return position;
    MLTRACK_TRY(auto statement, connection.prepare(relational::select_from(relational::definition_of<row_type>())));
    MLTRACK_CHECK(relational::for_each_row(statement, [&](auto& each) {
        const auto row = relational::read_row<row_type>(each);
        auto& read = position.emplace();
        read.target = row.target.value;
        read.made_by = row.made_by.value;
        if (row.run_uuid && row.key)
            read.metric.emplace(row.run_uuid->value, row.key->value);
        read.next_step = row.next_step;
        read.copied = row.copied;
    }));
    return position;
}

/// Keeps the position, within the transaction that got there.
inline result<void> write_position(sqlite_connection& connection, const conversion_position& position)
{
    rows::layout_conversion row;
    row.target = std::string_view(position.target);
    row.made_by = std::string_view(position.made_by);
    if (position.metric) {
        row.run_uuid.emplace(std::string_view(position.metric->first));
        row.key.emplace(std::string_view(position.metric->second));
    }
    row.next_step = position.next_step;
    row.copied = position.copied;
    static const auto upsert =
        relational::upsert_into(relational::definition_of<rows::layout_conversion>(), sqlite_driver::dialect());
    MLTRACK_CHECK(relational::execute_row(connection, upsert, row));
    return {};
}

} // namespace mltrack::store::detail
