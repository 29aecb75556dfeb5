#pragma once

#include <mltrack/store/sql/row.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace mltrack::store::relational {

/// A transaction that is undone unless it is committed.
template <sql_connection Connection>
class transaction
{
public:
    static result<transaction> begin(Connection& connection, transaction_kind kind, patience patience = patience::usual)
    {
        MLTRACK_CHECK(connection.begin(kind, patience));
        return transaction(connection);
    }

    transaction(transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
    transaction& operator=(transaction&&) = delete;
    ~transaction()
    {
        if (connection_ != nullptr)
            connection_->rollback();
    }

    result<void> commit()
    {
        MLTRACK_CHECK(connection_->commit());
        connection_ = nullptr;
        return {};
    }

private:
    explicit transaction(Connection& connection) : connection_(&connection) {}

    Connection* connection_;
};

/// Does some work in a transaction of its own: it is committed when `work(connection)` gives a value and undone when it
/// gives an error, which is handed on.
template <sql_connection Connection, class Work>
auto transact(Connection& connection, transaction_kind kind, Work&& work) -> std::invoke_result_t<Work&, Connection&>
{
    MLTRACK_TRY(auto open, transaction<Connection>::begin(connection, kind));
    auto outcome = std::invoke(work, connection);
    if (outcome.has_value())
        MLTRACK_CHECK(open.commit());
    return outcome;
}

} // namespace mltrack::store::relational
