#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/server_lock.hpp>
#include <mltrack/store/sqlite/connection.hpp>

#include <string>
#include <utility>

namespace mltrack::store {

/// SQLite for `store::sql`.
class sqlite_driver
{
public:
    using options = sqlite_options;
    using connection = sqlite_connection;

    /// The path of the file is absolute.
    explicit sqlite_driver(sqlite_options options) : options_(std::move(options)) {}

    result<sqlite_connection> connect(transaction_kind kind) const { return sqlite_connection::open(options_, kind); }
    static const relational::dialect& dialect();
    std::string description() const { return "the database file '" + options_.file.string() + "'"; }
    std::string uri() const { return "sqlite:///" + options_.file.string(); }
    result<server_lock> lock_for_server() const
    {
        return options_.read_only ? server_lock() : store::lock_for_server(options_.file);
    }

private:
    sqlite_options options_;
};

static_assert(sql_driver<sqlite_driver>);

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sqlite/impl/driver.ipp>
#endif
