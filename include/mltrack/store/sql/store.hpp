#pragma once

#include <mltrack/store/artifact_location.hpp>
#include <mltrack/store/input_store.hpp>
#include <mltrack/store/keys/key_store.hpp>
#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/model_store.hpp>
#include <mltrack/store/purge/purge_store.hpp>
#include <mltrack/store/sql/conversion.hpp>
#include <mltrack/store/sql/ddl/schema.hpp>
#include <mltrack/store/sql/metrics/metric_writer.hpp>
#include <mltrack/store/sql/pool.hpp>
#include <mltrack/store/sql/search/search.hpp>
#include <mltrack/store/sql/thread_mark.hpp>
#include <mltrack/store/sql/transaction.hpp>
#include <mltrack/store/sql/write_transaction.hpp>
#include <mltrack/store/tracking_store.hpp>

#include <memory>
#include <mutex>

namespace mltrack::store {

/// A tracking store in an SQL database with MLflow's schema, which MLflow itself may use at the same time. The driver
/// says which database (driver.hpp); all SQL is made here from the descriptions of the rows.
///
/// Thread safety: all operations may be called at once. Writes go one after the other over one connection; each read
/// has a connection of its own and sees one state of the database. Nothing read is kept, so that what other processes
/// commit is seen; what is remembered to write metrics fast is forgotten when others have written.
///
/// Errors, besides those of each operation: `temporarily_unavailable` when the database cannot be reached or stays
/// locked by others for too long, `invalid_parameter_value` when a read takes longer than the options of the driver let
/// it, `internal_error` for other failures of the database.
template <class Driver>
class sql
{
    static_assert(sql_driver<Driver>, "store::sql needs a driver: store/sql/driver.hpp says what it must have");

public:
    /// Opens the database; one that is empty gets MLflow's schema.
    /// Errors: `invalid_state` when it holds another revision of the schema or something else altogether.
    static result<std::shared_ptr<sql>> open(typename Driver::options options);

    /// The operations of a tracking store; tracking_store.hpp says what each does.
    result<schema::id::experiment> create_experiment(const schema::experiment& experiment, std::string_view root);
    result<std::optional<schema::experiment>> find_experiment(const schema::id::experiment& id);
    result<std::optional<schema::experiment>> find_experiment_by_name(std::string_view name);
    result<std::vector<schema::experiment>> search_experiments(const experiment_search& search);
    result<void> update_experiment(const schema::id::experiment& id, const experiment_change& change);
    result<void> move_experiment(const schema::id::experiment& id, const stage_change& change);
    result<void> set_experiment_tag(const schema::id::experiment& id, const schema::experiment_tag& tag);
    result<bool> delete_experiment_tag(const schema::id::experiment& id, std::string_view key);
    result<void> create_run(const schema::run& run);
    result<std::optional<schema::run_info>> find_run_info(const schema::id::run& id);
    result<std::optional<schema::run>> find_run(const schema::id::run& id);
    result<std::vector<schema::run>> search_runs(const run_search& search);
    result<void> update_run(const schema::id::run& id, const run_change& change);
    result<void> append(const schema::id::run& id, const run_batch& batch);
    result<bool> delete_run_tag(const schema::id::run& id, std::string_view key);
    result<std::vector<schema::metric>> metric_history(const schema::id::run& id, std::string_view key, page page);

    /// What input_store.hpp says.
    result<void> add_inputs(const schema::id::run& id, const schema::run_inputs& inputs);
    result<void> add_outputs(const schema::id::run& id, const schema::run_outputs& outputs);
    result<std::vector<schema::dataset_summary>> search_datasets(std::span<const schema::id::experiment> experiments,
                                                                 std::int64_t limit);

    /// What model_store.hpp says.
    result<void> create_logged_model(const schema::logged_model& model);
    result<std::optional<kept_model>> find_logged_model(const schema::id::model& id);
    result<void> update_logged_model(const schema::id::model& id, const model_change& change);
    result<bool> delete_logged_model_tag(const schema::id::model& id, std::string_view key);
    result<std::vector<schema::logged_model>> search_logged_models(const model_search& search);

    /// What purge/purge_store.hpp says.
    result<trash> find_trash();
    result<void> purge_run(const schema::id::run& id);
    result<void> purge_experiment(const schema::id::experiment& id);
    result<void> purge_logged_model(const schema::id::model& id);

    /// What keys/key_store.hpp says.
    result<std::vector<std::string>> search_keys(const key_search& search);
    result<std::vector<std::string>> search_values(const value_search& search);

    result<std::vector<schema::metric>> sampled_history(const schema::id::run& id, std::string_view key,
                                                        const history_sample& wanted);
    result<std::int64_t> count_runs(const run_search& search);
    result<server_lock> lock_for_server()
        requires requires(const Driver& driver) { driver.lock_for_server(); }
    {
        return driver_.lock_for_server();
    }

    /// Operations within the transaction go over the writing connection.
    result<void> transact(const std::function<void()>& work, patience patience = patience::usual);

private:
    using connection = typename Driver::connection;

    sql(Driver driver, connection writer) : driver_(std::move(driver)), writer_(std::move(writer)) {}

    /// Whether this thread is within `transact`.
    bool is_transacting() const noexcept { return transacting_.is_here(); }

    template <class Work>
    auto read(Work work) -> std::invoke_result_t<Work&, connection&>;
    template <class Work>
    auto write(Work work) -> std::invoke_result_t<Work&, connection&>;
    template <class Work>
    auto within(Work work) -> std::invoke_result_t<Work&>;
    template <class Work>
    result<void> or_break(Work work);
    result<void> flush_metrics();
    result<void> check_logging(connection& c, const schema::id::run& id);
    result<void> add_metrics(connection& c, const schema::id::run& id, std::span<const schema::metric> metrics);

    Driver driver_;
    relational::insert_statements insert_{Driver::dialect()};
    std::mutex writing_;                  ///< Guards `writer_` and `metrics_`.
    relational::thread_mark transacting_; ///< Where a transaction of several operations is under way.
    result<void> broken_;                 ///< Why that transaction cannot be committed.
    connection writer_;
    relational::metric_writer<connection> metrics_{Driver::dialect(), insert_};
    relational::connection_pool<connection> readers_;
};

} // namespace mltrack::store

#include <mltrack/store/sql/impl/reading.hpp>
#include <mltrack/store/sql/impl/sampling.hpp>
#include <mltrack/store/sql/impl/store.hpp>
#include <mltrack/store/sql/impl/store_inputs.hpp>
#include <mltrack/store/sql/impl/store_models.hpp>
#include <mltrack/store/sql/impl/store_purge.hpp>
#include <mltrack/store/sql/impl/transactions.hpp>
#include <mltrack/store/sql/impl/writing.hpp>
#include <mltrack/store/sql/search/impl/store_keys.hpp>
