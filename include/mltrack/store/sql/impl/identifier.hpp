#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mltrack::store::relational {

/// A name in double quotes, as SQL wants those that are words of its own.
inline std::string identifier(std::string_view name)
{
    return '"' + std::string(name) + '"';
}

/// Names in double quotes, joined by commas; ` desc` behind a name becomes DESC.
inline std::string identifiers(const std::vector<std::string>& names)
{
    constexpr std::string_view descending = " desc";
    std::string sql;
    for (const std::string_view name : names) {
        sql += sql.empty() ? "" : ", ";
        sql += name.ends_with(descending) ? identifier(name.substr(0, name.size() - descending.size())) + " DESC"
                                          : identifier(name);
    }
    return sql;
}

} // namespace mltrack::store::relational
