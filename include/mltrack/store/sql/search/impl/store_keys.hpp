#pragma once

#include <mltrack/store/sql/impl/reading.hpp>
#include <mltrack/store/sql/search/keys.hpp>
#include <mltrack/store/sql/store.hpp>

#include <utility>

namespace mltrack::store {
namespace relational {

/// The first key that is at least as large as a text; nothing behind the last one.
template <sql_connection Connection>
result<std::optional<std::string>> next_key(Connection& connection, const key_queries& queries, std::string_view from)
{
    MLTRACK_TRY(auto statement, prepare(connection, queries.next, from));
    MLTRACK_CHECK(statement.next());
    return statement.is_null(0) ? std::nullopt : std::optional(std::string(statement.text(0)));
}

/// What a query for yes or no says, bound to these values.
template <sql_connection Connection, class... Values>
result<bool> is_so(Connection& connection, std::string_view query, const Values&... values)
{
    MLTRACK_TRY(auto statement, prepare(connection, query, values...));
    MLTRACK_CHECK(statement.next());
    return statement.truth(0);
}

} // namespace relational

template <class Driver>
result<std::vector<std::string>> sql<Driver>::search_keys(const key_search& search)
{
    const auto queries = relational::write_key_queries(search);
    if (!queries)
        return std::vector<std::string>();
    return read([&](connection& c) -> result<std::vector<std::string>> {
        MLTRACK_TRY(const bool is_few, relational::is_so(c, queries->few_runs));
        const auto& has_key = is_few ? queries->has_by_runs : queries->has_by_key;
        std::vector<std::string> found;
        std::string from(search.prefix);
        while (std::ssize(found) < search.limit) {
            MLTRACK_TRY(auto key, relational::next_key(c, *queries, from));
            if (!key || !key->starts_with(search.prefix))
                break;
            from = *key + '\1'; // Keys hold no character before it.
            MLTRACK_TRY(const bool is_there, relational::is_so(c, has_key, *key));
            if (is_there)
                found.push_back(*std::move(key));
        }
        return found;
    });
}

template <class Driver>
result<std::vector<std::string>> sql<Driver>::search_values(const value_search& search)
{
    const auto query = relational::write_search(search, Driver::dialect());
    if (!query)
        return std::vector<std::string>();
    return read([&](connection& c) -> result<std::vector<std::string>> {
        MLTRACK_TRY(auto statement, relational::prepare(c, *query));
        std::vector<std::string> found;
        MLTRACK_CHECK(relational::for_each_row(statement, [&](auto& row) { found.emplace_back(row.text(0)); }));
        return found;
    });
}

} // namespace mltrack::store
