#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/server_lock.hpp>
#include <mltrack/store/sql/store.hpp>
#include <mltrack/store/sqlite_connection.hpp>

#include <string>

namespace mltrack::store {

/// SQLite for `store::sql`.
class sqlite_driver
{
public:
    using options = sqlite_options;
    using connection = sqlite_connection;

    explicit sqlite_driver(sqlite_options options);

    result<sqlite_connection> connect(transaction_kind kind) const { return sqlite_connection::open(options_, kind); }
    static const relational::dialect& dialect();
    std::string description() const;
    std::string uri() const;

private:
    sqlite_options options_; ///< The file by its absolute path.
};

static_assert(sql_driver<sqlite_driver>);

/// A tracking store in an SQLite file that MLflow can open too, at the same time.
using sqlite = sql<sqlite_driver>;

static_assert(tracking_store<sqlite>);

#ifndef MLTRACK_HEADER_ONLY
extern template class sql<sqlite_driver>;
#endif

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/impl/sqlite.ipp>
#endif
