#pragma once

#include <mltrack/store/sqlite/connection.hpp>
#include <mltrack/store/sqlite/impl/checkpointer.hpp>
#include <mltrack/store/sqlite/impl/failure.hpp>
#include <mltrack/store/sqlite/impl/joined_log.hpp>
#include <mltrack/store/sqlite/impl/kept_statements.hpp>
#include <mltrack/store/sqlite/impl/number_function.hpp>
#include <mltrack/store/sqlite/impl/open_to_read.hpp>
#include <mltrack/store/sqlite/impl/read_deadline.hpp>

#include <sqlite3.h>

#include <system_error>
#include <utility>

namespace mltrack::store {

struct sqlite_connection::state
{
    struct close
    {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
    };

    explicit state(const sqlite_options& options)
        : file(options.file.string()), busy_timeout(options.busy_timeout), read_only(options.read_only),
          deadline(options.read_timeout)
    {
    }

    std::string file;
    std::chrono::milliseconds busy_timeout;
    bool read_only;
    detail::read_deadline deadline;
    std::unique_ptr<detail::joined_log> log; ///< Of a connection that writes.
    std::unique_ptr<sqlite3, close> database;
    detail::kept_statements statements;
    std::unique_ptr<detail::checkpointer> checkpointer; ///< Of a connection that writes.

    /// The error that SQLite reported last.
    error failure() const;
    error failure(int code, std::string_view text) const;
};

MLTRACK_DECL error sqlite_connection::state::failure() const
{
    return failure(sqlite3_extended_errcode(database.get()), sqlite3_errmsg(database.get()));
}

MLTRACK_DECL error sqlite_connection::state::failure(int code, std::string_view text) const
{
    if ((code & 0xff) == SQLITE_INTERRUPT)
        return deadline.failure(file); // Nothing else interrupts.
    return detail::sqlite_failure(file, code, text, busy_timeout);
}

MLTRACK_DECL sqlite_connection::sqlite_connection(std::unique_ptr<state> state) : state_(std::move(state)) {}
MLTRACK_DECL sqlite_connection::sqlite_connection(sqlite_connection&&) noexcept = default;
MLTRACK_DECL sqlite_connection& sqlite_connection::operator=(sqlite_connection&&) noexcept = default;
MLTRACK_DECL sqlite_connection::~sqlite_connection() = default;

MLTRACK_DECL result<sqlite_connection> sqlite_connection::open(const sqlite_options& options, transaction_kind kind)
{
    auto made = std::make_unique<state>(options);
    const bool writes = kind == transaction_kind::write && !options.read_only;
    if (writes)
        made->log = std::make_unique<detail::joined_log>();
    sqlite3* database = nullptr;
    const int opened = options.read_only
                           ? detail::open_to_read(made->file, database)
                           : sqlite3_open_v2(made->file.c_str(), &database,
                                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                                             made->log ? made->log->name() : nullptr);
    made->database.reset(database);
    if (opened != SQLITE_OK)
        return options.read_only && (detail::has_log(database) || detail::has_index(database))
                   ? detail::unreadable_log(made->file, database)
                   : made->failure(opened, sqlite3_errstr(opened));
    sqlite3_busy_timeout(database, static_cast<int>(options.busy_timeout.count()));
    if (detail::add_number_function(database) != SQLITE_OK)
        return made->failure();
    sqlite_connection connection(std::move(made));
    if (writes) {
        MLTRACK_CHECK(connection.use_write_ahead_log());
    } else if (detail::has_log(database)) {
        // The last connection to close would write the log into the file and remove it.
        sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    }
    for (const std::string_view pragma :
         {"PRAGMA synchronous = FULL", "PRAGMA foreign_keys = ON", "PRAGMA case_sensitive_like = ON"})
        MLTRACK_CHECK(connection.run(pragma));
    if (kind == transaction_kind::read)
        connection.state_->deadline.watch(database);
    if (writes) {
        auto& state = *connection.state_;
        state.checkpointer = std::make_unique<detail::checkpointer>(state.file, detail::checkpointer::limits());
        state.checkpointer->watch(database, options.busy_timeout);
    }
    return connection;
}

MLTRACK_DECL result<sqlite_connection::statement> sqlite_connection::prepare(std::string_view sql)
{
    if (auto* known = state_->statements.lend(sql))
        return statement(*state_, *known);
    sqlite3_stmt* handle = nullptr;
    if (sqlite3_prepare_v3(state_->database.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &handle, nullptr) != SQLITE_OK)
        return state_->failure();
    return statement(*state_, state_->statements.add(decltype(detail::kept_statement::prepared)(handle)));
}

MLTRACK_DECL result<void> sqlite_connection::use_write_ahead_log()
{
    MLTRACK_TRY(auto statement, prepare("PRAGMA journal_mode = WAL"));
    MLTRACK_TRY(const bool answered, statement.next());
    if (!answered || statement.text(0) != "wal")
        return state_->failure(SQLITE_ERROR, "the file system does not carry a write-ahead log");
    return {};
}

MLTRACK_DECL result<void> sqlite_connection::run(std::string_view sql)
{
    MLTRACK_TRY(auto statement, prepare(sql));
    MLTRACK_CHECK(statement.execute());
    return {};
}

MLTRACK_DECL result<void> sqlite_connection::begin(transaction_kind kind, patience patience)
{
    if (kind == transaction_kind::read) {
        MLTRACK_CHECK(run("BEGIN"));
        state_->deadline.start();
        return {};
    }
    if (state_->read_only)
        return error{errc::permission_denied,
                     "the database file '" + state_->file + "' was opened to be read only: nothing is written to it"};
    auto* database = state_->database.get();
    if (patience == patience::none)
        sqlite3_busy_timeout(database, 0);
    auto begun = run("BEGIN IMMEDIATE");
    if (patience == patience::none)
        sqlite3_busy_timeout(database, static_cast<int>(state_->busy_timeout.count()));
    return begun;
}

MLTRACK_DECL result<void> sqlite_connection::commit()
{
    state_->deadline.stop();
    return run("COMMIT");
}

MLTRACK_DECL void sqlite_connection::rollback()
{
    state_->deadline.stop();
    // It fails only where SQLite has undone the transaction itself.
    sqlite3_exec(state_->database.get(), "ROLLBACK", nullptr, nullptr, nullptr);
}

MLTRACK_DECL bool sqlite_connection::is_in_transaction() const noexcept
{
    return sqlite3_get_autocommit(state_->database.get()) == 0;
}

MLTRACK_DECL result<std::int64_t> sqlite_connection::data_version()
{
    MLTRACK_TRY(auto statement, prepare("PRAGMA data_version"));
    MLTRACK_CHECK(statement.next());
    return statement.whole(0);
}

MLTRACK_DECL sqlite_connection::statement::statement(state& connection, detail::kept_statement& kept)
    : connection_(&connection), kept_(&kept), handle_(kept.prepared.get())
{
}

MLTRACK_DECL sqlite_connection::statement::statement(statement&& other) noexcept
    : connection_(other.connection_), kept_(std::exchange(other.kept_, nullptr)), handle_(other.handle_),
      bound_(other.bound_)
{
}

MLTRACK_DECL sqlite_connection::statement& sqlite_connection::statement::operator=(statement&& other) noexcept
{
    std::swap(connection_, other.connection_);
    std::swap(kept_, other.kept_);
    std::swap(handle_, other.handle_);
    std::swap(bound_, other.bound_);
    return *this;
}

MLTRACK_DECL sqlite_connection::statement::~statement()
{
    if (kept_ == nullptr)
        return;
    sqlite3_reset(handle_);
    sqlite3_clear_bindings(handle_);
    connection_->statements.give_back(*kept_);
}

MLTRACK_DECL void sqlite_connection::statement::note(int bound)
{
    if (bound_ == SQLITE_OK)
        bound_ = bound;
}

MLTRACK_DECL void sqlite_connection::statement::bind(std::size_t index, std::int64_t value)
{
    note(sqlite3_bind_int64(handle_, static_cast<int>(index + 1), value));
}

MLTRACK_DECL void sqlite_connection::statement::bind(std::size_t index, double value)
{
    note(sqlite3_bind_double(handle_, static_cast<int>(index + 1), value));
}

MLTRACK_DECL void sqlite_connection::statement::bind(std::size_t index, bool value)
{
    note(sqlite3_bind_int(handle_, static_cast<int>(index + 1), value));
}

MLTRACK_DECL void sqlite_connection::statement::bind(std::size_t index, std::string_view value)
{
    const char* text = value.data() != nullptr ? value.data() : ""; // SQLite takes a null pointer for NULL.
    note(sqlite3_bind_text64(handle_, static_cast<int>(index + 1), text, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

MLTRACK_DECL void sqlite_connection::statement::bind(std::size_t index, std::nullptr_t)
{
    note(sqlite3_bind_null(handle_, static_cast<int>(index + 1)));
}

MLTRACK_DECL result<bool> sqlite_connection::statement::next()
{
    if (bound_ != SQLITE_OK)
        return connection_->failure(bound_, sqlite3_errstr(bound_));
    switch (sqlite3_step(handle_)) {
    case SQLITE_ROW:
        return true;
    case SQLITE_DONE:
        return false;
    default:
        return connection_->failure();
    }
}

MLTRACK_DECL result<std::int64_t> sqlite_connection::statement::execute()
{
    auto more = next();
    while (more.has_value() && *more)
        more = next();
    sqlite3_reset(handle_);
    if (more.has_error())
        return std::move(more).error();
    return static_cast<std::int64_t>(sqlite3_changes64(connection_->database.get()));
}

MLTRACK_DECL std::int64_t sqlite_connection::statement::whole(std::size_t column)
{
    return sqlite3_column_int64(handle_, static_cast<int>(column));
}

MLTRACK_DECL double sqlite_connection::statement::real(std::size_t column)
{
    return sqlite3_column_double(handle_, static_cast<int>(column));
}

MLTRACK_DECL bool sqlite_connection::statement::truth(std::size_t column)
{
    return sqlite3_column_int(handle_, static_cast<int>(column)) != 0;
}

MLTRACK_DECL std::string_view sqlite_connection::statement::text(std::size_t column)
{
    const auto* text = sqlite3_column_text(handle_, static_cast<int>(column));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_, static_cast<int>(column)));
    return {reinterpret_cast<const char*>(text), size};
}

MLTRACK_DECL bool sqlite_connection::statement::is_null(std::size_t column)
{
    return sqlite3_column_type(handle_, static_cast<int>(column)) == SQLITE_NULL;
}

} // namespace mltrack::store
