#pragma once

#include <mltrack/schema/error.hpp>
#include <mltrack/store/any_store.hpp>
#include <mltrack/store/sql/dialect.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// @file
/// The porting guide for SQL databases: what `store::sql<Driver>` asks of a driver. Nothing here throws but
/// `std::bad_alloc`. A failure is an `mltrack::error` that names the database and what it said:
/// - `bad_request`: a constraint of the schema refused the statement;
/// - `temporarily_unavailable`: the database cannot be reached or stayed locked, so the same may succeed later;
/// - `invalid_parameter_value`: a read took longer than the driver's options let one;
/// - `internal_error`: everything else.

namespace mltrack::store {

/// What a transaction does.
enum class transaction_kind {
    read, ///< Its statements see one state of the database.
    write ///< No other writer comes between its statements.
};

namespace relational {

/// A prepared statement that the connection keeps for the next time. Placeholders and columns count from 0.
/// It goes back to its connection when it is destroyed, which must be before the transaction ends.
template <class Statement>
concept sql_statement = std::movable<Statement> && requires(Statement& statement, std::size_t index, std::int64_t whole,
                                                            double real, bool truth, std::string_view text) {
    /// Bind a value to a placeholder. A text is not copied: it must live until the statement has run.
    statement.bind(index, whole);
    statement.bind(index, real);
    statement.bind(index, truth);
    statement.bind(index, text);
    statement.bind(index, nullptr);

    /// Goes to the next row; false: there is none. The first call runs the statement.
    { statement.next() } -> std::same_as<result<bool>>;

    /// Runs a statement that gives no rows, after which values can be bound anew; how many rows it changed.
    { statement.execute() } -> std::same_as<result<std::int64_t>>;

    /// Read a column of the current row, as the database keeps it. A text lives until the next call of `next`.
    { statement.whole(index) } -> std::same_as<std::int64_t>;
    { statement.real(index) } -> std::same_as<double>;
    { statement.truth(index) } -> std::same_as<bool>;
    { statement.text(index) } -> std::same_as<std::string_view>;
    { statement.is_null(index) } -> std::same_as<bool>;
};

/// A connection. One thread uses it at a time.
template <class Connection>
concept sql_connection =
    requires(Connection& connection, std::string_view sql, transaction_kind kind, patience patience) {
        requires sql_statement<typename Connection::statement>;

        /// A statement with `?` for each bound value; the same text is prepared once.
        { connection.prepare(sql) } -> std::same_as<result<typename Connection::statement>>;

        /// Begins a transaction, once other writers are done if it writes.
        { connection.begin(kind, patience) } -> std::same_as<result<void>>;

        /// Ends the transaction; what it wrote is durable.
        { connection.commit() } -> std::same_as<result<void>>;

        /// Undoes the transaction.
        { connection.rollback() } -> std::same_as<void>;

        /// Whether a transaction is open: a database may have undone it by itself when its disk failed.
        { connection.is_in_transaction() } -> std::same_as<bool>;

        // It knows SAVEPOINT, ROLLBACK TO SAVEPOINT and RELEASE SAVEPOINT. It may have `result<int64_t>
        // data_version()`: store/sql/metrics/metric_writer.hpp says what that does.
    };

} // namespace relational

/// A kind of database.
template <class Driver>
concept sql_driver = std::constructible_from<Driver, typename Driver::options> && requires(const Driver& driver) {
    /// What names a database and says how to use it.
    typename Driver::options;

    requires relational::sql_connection<typename Driver::connection>;

    /// A new connection, which writes or only reads; one that only reads changes nothing of what is there, settings of
    /// the database included. May be called from several threads at once.
    { driver.connect(transaction_kind::write) } -> std::same_as<result<typename Driver::connection>>;

    /// The database's SQL; lives for ever.
    { Driver::dialect() } -> std::same_as<const relational::dialect&>;

    /// What the database is, for messages: `the database file '/data/mlflow.db'`.
    { driver.description() } -> std::same_as<std::string>;

    /// The database's URI as MLflow's command line takes it.
    { driver.uri() } -> std::same_as<std::string>;

    // It may have `result<server_lock> lock_for_server() const`: store/tracking_store.hpp says what that does.
};

} // namespace mltrack::store
