#pragma once

#include <mltrack/schema/entity/metric.hpp>
#include <mltrack/schema/field/strong_id.hpp>
#include <mltrack/store/sql/metrics/metric_layout.hpp>
#include <mltrack/store/sql/metrics/series_writer.hpp>
#include <mltrack/store/sql/metrics/table_metrics.hpp>
#include <mltrack/store/sql/statements.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

namespace mltrack::store::relational {

/// A connection that can tell when others wrote. What is known of series is remembered from one transaction to the next
/// only over such a connection.
template <class Connection>
concept tells_changes = requires(Connection& connection) {
    /// A number that differs from the one before when another connection has committed since; within a transaction.
    { connection.data_version() } -> std::same_as<result<std::int64_t>>;
};

/// Adds values of metrics to a database of either layout, over one connection and within its transactions. It remembers
/// what it knows of them as long as nobody else writes, the layout included, which another program may change.
///
/// Thread safety: none; the store uses it under the lock of its writing connection. Errors: those of the database
/// alone, behind which comes `forget`.
template <sql_connection Connection>
class metric_writer
{
public:
    metric_writer(const dialect& dialect, const insert_statements& insert)
        : dialect_(dialect), insert_(insert), sql_(dialect)
    {
    }
    metric_writer(const metric_writer&) = delete;
    metric_writer& operator=(const metric_writer&) = delete;

    /// A transaction that writes has begun: forgets what is remembered if another connection has written.
    result<void> begin(Connection& connection)
    {
        std::optional<std::int64_t> version;
        if constexpr (tells_changes<Connection>) {
            MLTRACK_TRY(version, connection.data_version());
        }
        remembers_ = true;
        if (version && version == version_)
            return {};
        forget();
        remembers_ = false;
        MLTRACK_TRY(layout_, read_metric_layout(connection, dialect_));
        version_ = version;
        return {};
    }

    /// Whether nobody else has written since the transaction before this one.
    bool remembers() const noexcept { return remembers_; }

    /// Whether values were added since the last `flush`.
    bool has_added() const noexcept { return has_added_; }

    /// The layout of the database in this transaction.
    metric_layout layout() const noexcept { return layout_; }

    /// Whether a run is known to be active without asking the database.
    bool knows_active(const schema::id::run& run) const { return active_runs_.contains(std::string_view(run.value)); }

    /// A run was found to be active.
    void remember_active(const schema::id::run& run)
    {
        if (active_runs_.size() >= most_active_runs)
            active_runs_.clear();
        active_runs_.insert(run.value);
    }

    /// Runs may have gone into the trash.
    void forget_active() noexcept { active_runs_.clear(); }

    /// Adds values to a run that is there. One that is there already is dropped. What the values change besides, the
    /// latest ones and what is known of the series, may be held back until `flush`.
    result<void> add(Connection& connection, const schema::id::run& run, std::span<const schema::metric> metrics)
    {
        if (metrics.empty())
            return {};
        has_added_ = true;
        return layout_ == metric_layout::compact ? series_.add(connection, run.value, metrics)
                                                 : add_metrics(connection, insert_, run, metrics);
    }

    /// Writes what is held back. It comes before the transaction is committed, and before anything else in it reads or
    /// changes what belongs to metrics.
    result<void> flush(Connection& connection)
    {
        MLTRACK_CHECK(series_.flush(connection));
        has_added_ = false;
        return {};
    }

    /// All that was added since the last `flush` is undone, or rows of metrics were removed: nothing is remembered.
    void forget() noexcept
    {
        series_.forget();
        active_runs_.clear();
        has_added_ = false;
        version_.reset();
    }

private:
    static constexpr std::size_t most_active_runs = 10'000;

    const dialect& dialect_;
    const insert_statements& insert_;
    series_statements sql_;
    series_writer<Connection> series_{sql_};
    std::unordered_set<std::string, text_hash, std::equal_to<>> active_runs_;
    bool remembers_ = false;
    bool has_added_ = false;
    metric_layout layout_ = metric_layout::mlflow;
    std::optional<std::int64_t> version_; ///< Of the database when what is remembered was read.
};

} // namespace mltrack::store::relational
