#pragma once

#include <mltrack/query/number.hpp>

#include <sqlite3.h>

#include <string_view>

/// @file
/// What SQLite's own CAST cannot say: whether the whole of a text is a number.

namespace mltrack::store::detail {

/// The function's name in SQL. It is there on our connections alone, so nothing in a database's schema may call it.
inline constexpr const char* number_function = "mltrack_number";

/// Answers with `query::number_in` of a text, null for anything else.
inline void answer_number(sqlite3_context* context, int, sqlite3_value** arguments)
{
    if (sqlite3_value_type(arguments[0]) != SQLITE_TEXT)
        return sqlite3_result_null(context);
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(arguments[0]));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(arguments[0]));
    if (text == nullptr)
        return sqlite3_result_error_nomem(context);
    if (const auto number = query::number_in({text, size}))
        sqlite3_result_double(context, *number);
    else
        sqlite3_result_null(context);
}

/// Gives a connection the function. What SQLite answers.
inline int add_number_function(sqlite3* database)
{
    return sqlite3_create_function_v2(database, number_function, 1,
                                      SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, nullptr, answer_number,
                                      nullptr, nullptr, nullptr);
}

} // namespace mltrack::store::detail
