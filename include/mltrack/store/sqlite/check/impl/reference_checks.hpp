#pragma once

#include <mltrack/store/sqlite/check/impl/check_work.hpp>
#include <mltrack/store/sqlite/impl/ask.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

/// @file
/// Rows that belong to a row which is not there, by the schema's foreign keys.

namespace mltrack::store::detail {

/// Rows of a table that refer to rows which are not there, by one of its foreign keys.
struct lost_rows
{
    std::string table;
    std::string parent;
    std::int64_t key = 0; ///< The number of the foreign key in the table.
    std::int64_t count = 0;
    std::string column;    ///< The first column of the foreign key.
    std::string value;     ///< What one of the rows has there.
    std::string on_delete; ///< What the schema says is done with such rows when what they belong to goes.

    bool is_removable() const
    {
        static constexpr auto parts =
            std::to_array<std::string_view>({"experiment_tags", "latest_metrics", "metrics", "params", "tags"});
        return on_delete == "CASCADE" || std::find(parts.begin(), parts.end(), table) != parts.end();
    }
    bool is_resettable() const { return on_delete == "SET NULL"; }

    /// The condition that these rows meet.
    std::string condition() const
    {
        return " WHERE rowid IN (SELECT rowid FROM pragma_foreign_key_check('" + table +
               "') WHERE fkid = " + std::to_string(key) + ')';
    }
};

inline result<std::vector<lost_rows>> read_lost_rows(sqlite_connection& connection)
{
    std::vector<lost_rows> found;
    {
        MLTRACK_TRY(
            auto statement,
            connection.prepare("SELECT c.\"table\", c.parent, c.fkid, count(*), f.\"from\", f.on_delete FROM "
                               "pragma_foreign_key_check c JOIN pragma_foreign_key_list(c.\"table\") f ON f.id = "
                               "c.fkid AND f.seq = 0 GROUP BY 1, 2, 3"));
        MLTRACK_CHECK(relational::for_each_row(statement, [&](auto& row) {
            auto& each = found.emplace_back();
            each.table = row.text(0);
            each.parent = row.text(1);
            each.key = row.whole(2);
            each.count = row.whole(3);
            each.column = row.text(4);
            each.on_delete = row.text(5);
        }));
    }
    for (auto& each : found) {
        MLTRACK_TRY(auto statement, connection.prepare("SELECT \"" + each.column + "\" FROM \"" + each.table + '"' +
                                                       each.condition() + " LIMIT 1"));
        MLTRACK_TRY(const bool is_there, statement.next());
        if (is_there)
            each.value = statement.text(0);
    }
    return found;
}

/// `an` before a vowel, else `a`.
inline std::string article(std::string_view word)
{
    return std::string_view("aeio").find(word.front()) != std::string_view::npos ? "an" : "a";
}

inline result<void> find_lost_rows(check_work& work, sqlite_connection& connection)
{
    work.tell("Looking for rows that belong to nothing");
    MLTRACK_TRY(const auto found, read_lost_rows(connection));
    for (const auto& each : found) {
        const auto what = std::to_string(each.count) + " rows of " + each.table + " have " + article(each.column) +
                          ' ' + each.column + " that is not in " + each.parent + ", as '" + each.value + "'";
        if (each.is_removable())
            work.note(what, each.table == "metrics" ? removal_of_values : removal);
        else if (each.is_resettable())
            work.note(what, {"sets it to NULL", "set it to NULL"});
        else
            work.note_beyond_repair(what, "look at them: SELECT * FROM \"" + each.table + '"' + each.condition());
    }
    return {};
}

inline result<void> mend_lost_rows(check_work&, sqlite_connection& connection)
{
    MLTRACK_TRY(const auto found, read_lost_rows(connection));
    for (const auto& each : found) {
        const auto table = '"' + each.table + '"';
        if (each.is_removable()) {
            MLTRACK_CHECK(relational::execute(connection, "DELETE FROM " + table + each.condition()));
        } else if (each.is_resettable()) {
            MLTRACK_CHECK(relational::execute(connection, "UPDATE " + table + " SET \"" + each.column + "\" = NULL" +
                                                              each.condition()));
        }
    }
    return {};
}

} // namespace mltrack::store::detail
