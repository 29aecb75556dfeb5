#pragma once

#include <mltrack/store/sql/metrics/metric_writer.hpp>
#include <mltrack/store/sql/transaction.hpp>

#include <memory>
#include <utility>

namespace mltrack::store::relational {

/// A transaction in which values of metrics are added too; unless it is committed all of it is undone.
template <sql_connection Connection>
class write_transaction
{
public:
    static result<write_transaction> begin(Connection& connection, metric_writer<Connection>& metrics,
                                           patience patience)
    {
        MLTRACK_TRY(auto begun, transaction<Connection>::begin(connection, transaction_kind::write, patience));
        write_transaction made(connection, metrics, std::move(begun));
        MLTRACK_CHECK(metrics.begin(connection));
        return made;
    }

    result<void> commit()
    {
        MLTRACK_CHECK(metrics_->flush(connection_));
        MLTRACK_CHECK(transaction_.commit());
        metrics_.release();
        return {};
    }

private:
    struct forget
    {
        void operator()(metric_writer<Connection>* metrics) const { metrics->forget(); }
    };

    write_transaction(Connection& connection, metric_writer<Connection>& metrics, transaction<Connection> begun)
        : connection_(connection), transaction_(std::move(begun)), metrics_(&metrics)
    {
    }

    Connection& connection_;
    transaction<Connection> transaction_;
    std::unique_ptr<metric_writer<Connection>, forget> metrics_; ///< Forgets before the transaction is undone.
};

/// A part of a write transaction; unless it is kept it is undone alone. Before it begins nothing is held back.
template <sql_connection Connection>
class write_savepoint
{
public:
    static result<write_savepoint> begin(Connection& connection, metric_writer<Connection>& metrics)
    {
        MLTRACK_CHECK(execute(connection, "SAVEPOINT change"));
        return write_savepoint(connection, metrics);
    }

    write_savepoint(write_savepoint&& other) noexcept
        : connection_(std::exchange(other.connection_, nullptr)), metrics_(other.metrics_)
    {
    }
    write_savepoint& operator=(write_savepoint&&) = delete;
    ~write_savepoint()
    {
        if (connection_ != nullptr)
            undo();
    }

    result<void> keep()
    {
        MLTRACK_CHECK(execute(*connection_, "RELEASE SAVEPOINT change"));
        connection_ = nullptr;
        return {};
    }

private:
    write_savepoint(Connection& connection, metric_writer<Connection>& metrics)
        : connection_(&connection), metrics_(&metrics)
    {
    }

    /// It fails only where the database has undone the whole transaction.
    void undo() noexcept
    {
        if (metrics_->has_added())
            metrics_->forget();
        for (const auto* sql : {"ROLLBACK TO SAVEPOINT change", "RELEASE SAVEPOINT change"})
            static_cast<void>(execute(*connection_, sql));
    }

    Connection* connection_;
    metric_writer<Connection>* metrics_;
};

} // namespace mltrack::store::relational
