#pragma once

#include <mltrack/store/sql/ddl/table.hpp>
#include <mltrack/store/sql/driver.hpp>
#include <mltrack/store/sql/statements.hpp>

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

/// @file
/// Rows and values into statements and out of them.

namespace mltrack::store::relational {

/// Binds a value: a number, a truth, a text, something that wraps one in a member `value`, or an optional of these.
template <sql_statement Statement, class T>
void bind_value(Statement& statement, std::size_t index, const T& value)
{
    if constexpr (is_nullable<T>) {
        if (value)
            bind_value(statement, index, *value);
        else
            statement.bind(index, nullptr);
    } else if constexpr (requires { value.value; }) {
        bind_value(statement, index, value.value);
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        statement.bind(index, std::string_view(value));
    } else {
        statement.bind(index, value);
    }
}

/// Binds values to the placeholders, in order.
template <sql_statement Statement, class... Values>
void bind_all(Statement& statement, const Values&... values)
{
    std::size_t index = 0;
    (bind_value(statement, index++, values), ...);
}

/// Binds a whole row, its members in order.
template <sql_statement Statement, table_row Row>
void bind_row(Statement& statement, const Row& row)
{
    std::size_t index = 0;
    reflect::for_each_member<Row>([&](auto member) { bind_value(statement, index++, member.of(row)); });
}

/// Reads a column of the current row.
template <class T, sql_statement Statement>
T read_value(Statement& statement, std::size_t column)
{
    if constexpr (is_nullable<T>) {
        return statement.is_null(column) ? T() : T(read_value<typename T::value_type>(statement, column));
    } else if constexpr (requires(T wrapper) { wrapper.value; }) {
        return T(read_value<decltype(T::value)>(statement, column));
    } else if constexpr (std::is_same_v<T, bool>) {
        return statement.truth(column);
    } else if constexpr (std::is_same_v<T, double>) {
        return statement.real(column);
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
        return statement.whole(column);
    } else {
        return T(statement.text(column));
    }
}

/// Reads a whole row whose columns stand first, in order. Its texts live until the statement moves on.
template <table_row Row, sql_statement Statement>
Row read_row(Statement& statement)
{
    Row row;
    std::size_t column = 0;
    reflect::for_each_member<Row>([&]<class Member>(Member member) {
        member.of(row) = read_value<reflect::member_type<Member, Row>>(statement, column++);
    });
    return row;
}

/// Prepares a statement and binds its values.
template <sql_connection Connection, class... Values>
result<typename Connection::statement> prepare(Connection& connection, std::string_view sql, const Values&... values)
{
    auto statement = connection.prepare(sql);
    if (statement.has_value())
        bind_all(*statement, values...);
    return statement;
}

/// Runs a statement that gives no rows; how many rows it changed.
template <sql_connection Connection, class... Values>
result<std::int64_t> execute(Connection& connection, std::string_view sql, const Values&... values)
{
    MLTRACK_TRY(auto statement, prepare(connection, sql, values...));
    return statement.execute();
}

/// Runs a statement that inserts a row, or upserts it.
template <sql_connection Connection, table_row Row>
result<std::int64_t> execute_row(Connection& connection, std::string_view sql, const Row& row)
{
    MLTRACK_TRY(auto statement, connection.prepare(sql));
    bind_row(statement, row);
    return statement.execute();
}

/// Calls `visit(statement)` at every row that a bound statement gives.
template <sql_statement Statement, class Visitor>
result<void> for_each_row(Statement& statement, Visitor visit)
{
    for (;;) {
        MLTRACK_TRY(const bool more, statement.next());
        if (!more)
            return {};
        visit(statement);
    }
}

/// Calls `visit(statement)` at every row of `sql IN (keys…)`, whose other placeholders stand before and take `values`.
/// Many keys are looked for in parts; a part is filled up to a power of two, so that few statements are prepared.
template <sql_connection Connection, class Key, class Visitor, class... Values>
result<void> for_each_row_in(Connection& connection, std::string_view sql, std::span<const Key> keys, Visitor visit,
                             const Values&... values)
{
    constexpr std::size_t most = 512;
    for (; !keys.empty(); keys = keys.subspan(std::min(most, keys.size()))) {
        const auto part = keys.first(std::min(most, keys.size()));
        const auto places = std::bit_ceil(part.size());
        MLTRACK_TRY(auto statement, prepare(connection, std::string(sql) + in_list(places), values...));
        for (std::size_t place = 0; place != places; ++place)
            bind_value(statement, sizeof...(Values) + place, part[std::min(place, part.size() - 1)]);
        MLTRACK_CHECK(for_each_row(statement, visit));
    }
    return {};
}

} // namespace mltrack::store::relational
