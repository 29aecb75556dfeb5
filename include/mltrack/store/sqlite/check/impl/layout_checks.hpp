#pragma once

#include <mltrack/store/sqlite/check/impl/check_work.hpp>
#include <mltrack/store/sqlite/impl/ask.hpp>
#include <mltrack/store/sqlite/impl/compact_metrics.hpp>

#include <algorithm>
#include <string>
#include <string_view>

/// @file
/// Whether all parts of the compact layout are there, and belong to each other.

namespace mltrack::store::detail {

/// A part of the compact layout, and what makes it.
struct layout_part
{
    std::string kind; ///< `TABLE`, `INDEX`, `VIEW` or `TRIGGER`.
    std::string name;
    std::string sql;
};

/// The part that a statement makes: `CREATE kind name …`.
inline layout_part part_of(const std::string& sql)
{
    std::string_view rest = sql;
    const auto next = [&] {
        const auto word = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        return std::string(word);
    };
    next();
    layout_part part{next(), next(), sql};
    std::erase(part.name, '"');
    return part;
}

/// A statement without the quotes around names, which SQLite adds when a table is renamed.
inline std::string without_quotes(std::string sql)
{
    std::erase(sql, '"');
    return sql;
}

/// How a database has a part.
enum class part_state {
    right,
    wrong,  ///< It is missing, or is made otherwise.
    foreign ///< Something else has its name.
};

inline result<part_state> state_of(sqlite_connection& connection, const layout_part& part)
{
    MLTRACK_TRY(
        auto statement,
        relational::prepare(connection, "SELECT sql, upper(type) FROM sqlite_master WHERE name = ?", part.name));
    MLTRACK_TRY(const bool is_there, statement.next());
    if (!is_there)
        return part_state::wrong;
    if (statement.text(1) != part.kind)
        return part_state::foreign;
    return without_quotes(std::string(statement.text(0))) == without_quotes(part.sql) ? part_state::right
                                                                                      : part_state::wrong;
}

/// Whether a part can be made anew: it holds nothing that cannot be made from points and series.
inline bool is_derived(const layout_part& part)
{
    return part.kind != "TABLE" || part.name == relational::table<rows::metric_block>::name;
}

/// Calls `visit(part, state)` at every part that is not as it should be.
template <class Visitor>
result<void> for_each_wrong_part(const check_work& work, sqlite_connection& connection, Visitor visit)
{
    if (work.layout != relational::metric_layout::compact)
        return {};
    for (const auto& sql : create_compact_metrics(sqlite_driver::dialect())) {
        const auto part = part_of(sql);
        MLTRACK_TRY(const auto state, state_of(connection, part));
        if (state != part_state::right)
            MLTRACK_CHECK(visit(part, state));
    }
    return {};
}

/// Finds which layout the database has, and what is missing of it.
inline result<void> find_wrong_parts(check_work& work, sqlite_connection& connection)
{
    MLTRACK_TRY(const auto is_mlflows, ask_whole(connection, "SELECT count(*) FROM sqlite_master WHERE name = "
                                                             "'alembic_version'"));
    if (is_mlflows != 0) {
        MLTRACK_TRY(work.layout, relational::read_metric_layout(connection, sqlite_driver::dialect()));
    }
    return for_each_wrong_part(work, connection, [&](const layout_part& part, part_state state) -> result<void> {
        const auto what = "the " + part.kind + ' ' + part.name + " of the compact layout is missing or another one";
        if (part.kind == "TABLE" || part.kind == "VIEW")
            work.stop();
        if (state == part_state::wrong && is_derived(part))
            work.note(what, {"makes it anew", "made it anew"});
        else
            work.note_beyond_repair(what, "take the last backup, or ask who has changed it");
        return {};
    });
}

inline result<void> mend_wrong_parts(check_work& work, sqlite_connection& connection)
{
    // The index goes with its table, so that it may be missing only now: it comes behind it.
    return for_each_wrong_part(work, connection, [&](const layout_part& part, part_state state) -> result<void> {
        if (state == part_state::foreign || !is_derived(part))
            return {};
        MLTRACK_CHECK(relational::execute(connection, "DROP " + part.kind + " IF EXISTS \"" + part.name + '"'));
        MLTRACK_CHECK(relational::execute(connection, part.sql));
        return {};
    });
}

} // namespace mltrack::store::detail
