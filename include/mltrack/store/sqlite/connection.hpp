#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/sql/driver.hpp>
#include <mltrack/store/sqlite/options.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace mltrack::store {

namespace detail {
struct kept_statement;
}

/// A connection to an SQLite file: `synchronous=FULL`, foreign keys checked, LIKE with regard to case.
/// The requirements on it and its members are explained in store/sql/driver.hpp.
class sqlite_connection
{
public:
    class statement;

    /// Opens the file. A connection that writes turns its write-ahead log on; one that only reads leaves the file as it
    /// is, whatever it is, and a log that others left beside it too. With `read_only` every connection only reads, and
    /// its writing transactions are refused (`permission_denied`). One that only reads ends its transactions after
    /// `read_timeout` (`invalid_parameter_value`). Errors: `invalid_state` when the file is no SQLite database.
    static result<sqlite_connection> open(const sqlite_options& options, transaction_kind kind);

    sqlite_connection(sqlite_connection&&) noexcept;
    sqlite_connection& operator=(sqlite_connection&&) noexcept;
    ~sqlite_connection();

    result<statement> prepare(std::string_view sql);
    result<void> begin(transaction_kind kind, patience patience);
    result<void> commit();
    void rollback();
    bool is_in_transaction() const noexcept;

    /// A number that changes when another connection commits; within a transaction it stays.
    result<std::int64_t> data_version();

private:
    struct state;

    explicit sqlite_connection(std::unique_ptr<state> state);

    result<void> run(std::string_view sql);
    result<void> use_write_ahead_log();

    std::unique_ptr<state> state_;
};

/// A statement of a connection. It must not outlive the connection.
class sqlite_connection::statement
{
public:
    statement(statement&& other) noexcept;
    statement& operator=(statement&& other) noexcept;
    ~statement();

    void bind(std::size_t index, std::int64_t value);
    void bind(std::size_t index, double value);
    void bind(std::size_t index, bool value);
    void bind(std::size_t index, std::string_view value);
    void bind(std::size_t index, std::nullptr_t);

    result<bool> next();
    result<std::int64_t> execute();

    std::int64_t whole(std::size_t column);
    double real(std::size_t column);
    bool truth(std::size_t column);
    std::string_view text(std::size_t column);
    bool is_null(std::size_t column);

private:
    friend class sqlite_connection;

    statement(state& connection, detail::kept_statement& kept);

    void note(int bound);

    state* connection_;
    detail::kept_statement* kept_; ///< Null once it was moved on.
    sqlite3_stmt* handle_;
    int bound_ = 0; ///< What SQLite said of the first value that it did not take; 0 = it took all.
};

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/sqlite/impl/connection.ipp>
#endif
