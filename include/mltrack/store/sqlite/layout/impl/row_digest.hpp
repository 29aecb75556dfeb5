#pragma once

#include <mltrack/store/sql/row.hpp>
#include <mltrack/store/sqlite/connection.hpp>

#include <bit>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace mltrack::store::detail {

/// What tells whether two sets of rows of metrics are the same, in whatever order they are.
struct row_digest
{
    std::int64_t rows = 0;
    std::uint64_t sum = 0; ///< Of the rows' hashes, modulo 2^64.

    friend bool operator==(const row_digest&, const row_digest&) = default;
};

/// Mixes a number into a hash. Source: the finalizer of SplitMix64 (public domain).
constexpr std::uint64_t mixed(std::uint64_t hash, std::uint64_t number) noexcept
{
    hash = (hash ^ number) + 0x9e3779b97f4a7c15u;
    hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ (hash >> 27)) * 0x94d049bb133111ebu;
    return hash ^ (hash >> 31);
}

/// The digest of the rows that a statement gives: run, key, step, timestamp, value, is_nan. `visit()` is called at
/// every row.
template <class Visitor>
result<row_digest> digest_of(sqlite_connection& connection, std::string_view sql, Visitor visit)
{
    row_digest digest;
    const std::hash<std::string_view> hash;
    MLTRACK_TRY(auto statement, connection.prepare(sql));
    for (;;) {
        MLTRACK_TRY(const bool more, statement.next());
        if (!more)
            return digest;
        auto row = mixed(hash(statement.text(0)), hash(statement.text(1)));
        row = mixed(row, static_cast<std::uint64_t>(statement.whole(2)));
        row = mixed(row, static_cast<std::uint64_t>(statement.whole(3)));
        row = mixed(row, std::bit_cast<std::uint64_t>(statement.real(4)));
        digest.sum += mixed(row, static_cast<std::uint64_t>(statement.whole(5)));
        ++digest.rows;
        MLTRACK_CHECK(visit());
    }
}

} // namespace mltrack::store::detail
