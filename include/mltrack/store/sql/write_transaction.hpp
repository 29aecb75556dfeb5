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

} // namespace mltrack::store::relational
