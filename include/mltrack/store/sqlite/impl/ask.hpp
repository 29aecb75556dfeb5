#pragma once

#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sqlite/connection.hpp>

#include <string_view>

namespace mltrack::store::detail {

/// The first column of the first row that a statement gives, a number; 0 when it gives none.
template <class... Values>
result<std::int64_t> ask_whole(sqlite_connection& connection, std::string_view sql, const Values&... values)
{
    MLTRACK_TRY(auto statement, relational::prepare(connection, sql, values...));
    MLTRACK_TRY(const bool is_there, statement.next());
    return is_there ? statement.whole(0) : 0;
}

} // namespace mltrack::store::detail
