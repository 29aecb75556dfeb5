#pragma once

#include <mltrack/config.hpp>
#include <mltrack/store/input_store.hpp>
#include <mltrack/store/metric_value.hpp>
#include <mltrack/store/model_store.hpp>
#include <mltrack/store/purge/purge_store.hpp>
#include <mltrack/store/tracking_store.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <tuple>
#include <unordered_map>

namespace mltrack::store {

/// A store that keeps everything in memory and forgets it with itself: for tests, and as the smallest model of
/// `tracking_store`, whose comments say what each operation does. It starts empty; experiments get the ids 0, 1, 2, …
/// Metric values come back as MLflow's SQL stores give them (`stored_value`).
///
/// Errors: besides those of `tracking_store`, `resource_does_not_exist` for a change to an experiment that is not
/// there, and `bad_request` for a second run of the same id.
///
/// Thread safety: all operations may be called at the same time; each waits for the one before, and so for a search,
/// which looks at all runs and has no bound of time.
class memory
{
public:
    MLTRACK_DECL result<schema::id::experiment> create_experiment(const schema::experiment& experiment,
                                                                  std::string_view artifact_root);
    MLTRACK_DECL result<std::optional<schema::experiment>> find_experiment(const schema::id::experiment& id);
    MLTRACK_DECL result<std::optional<schema::experiment>> find_experiment_by_name(std::string_view name);
    MLTRACK_DECL result<std::vector<schema::experiment>> search_experiments(const experiment_search& search);
    MLTRACK_DECL result<void> update_experiment(const schema::id::experiment& id, const experiment_change& change);
    MLTRACK_DECL result<void> move_experiment(const schema::id::experiment& id, const stage_change& change);
    MLTRACK_DECL result<void> set_experiment_tag(const schema::id::experiment& id, const schema::experiment_tag& tag);
    MLTRACK_DECL result<bool> delete_experiment_tag(const schema::id::experiment& id, std::string_view key);
    MLTRACK_DECL result<void> create_run(const schema::run& run);
    MLTRACK_DECL result<std::optional<schema::run_info>> find_run_info(const schema::id::run& id);
    MLTRACK_DECL result<std::optional<schema::run>> find_run(const schema::id::run& id);
    MLTRACK_DECL result<std::vector<schema::run>> search_runs(const run_search& search);
    MLTRACK_DECL result<void> update_run(const schema::id::run& id, const run_change& change);
    MLTRACK_DECL result<void> append(const schema::id::run& id, const run_batch& batch);
    MLTRACK_DECL result<bool> delete_run_tag(const schema::id::run& id, std::string_view key);
    MLTRACK_DECL result<std::vector<schema::metric>> metric_history(const schema::id::run& id, std::string_view key,
                                                                    page page);
    MLTRACK_DECL result<void> add_inputs(const schema::id::run& id, const schema::run_inputs& inputs);
    MLTRACK_DECL result<void> add_outputs(const schema::id::run& id, const schema::run_outputs& outputs);
    MLTRACK_DECL result<std::vector<schema::dataset_summary>>
    search_datasets(std::span<const schema::id::experiment> experiments, std::int64_t limit);
    MLTRACK_DECL result<void> create_logged_model(const schema::logged_model& model);
    MLTRACK_DECL result<std::optional<kept_model>> find_logged_model(const schema::id::model& id);
    MLTRACK_DECL result<void> update_logged_model(const schema::id::model& id, const model_change& change);
    MLTRACK_DECL result<bool> delete_logged_model_tag(const schema::id::model& id, std::string_view key);
    MLTRACK_DECL result<std::vector<schema::logged_model>> search_logged_models(const model_search& search);
    MLTRACK_DECL result<trash> find_trash();
    MLTRACK_DECL result<void> purge_run(const schema::id::run& id);
    MLTRACK_DECL result<void> purge_experiment(const schema::id::experiment& id);
    MLTRACK_DECL result<void> purge_logged_model(const schema::id::model& id);

private:
    using points = std::set<schema::metric, history_order>;

    /// Every logged value, by key.
    using history = std::map<std::string, points, std::less<>>;

    /// The experiment, name and digest of a data set.
    using dataset_key = std::tuple<schema::id::experiment, std::string, std::string>;

    MLTRACK_DECL schema::experiment* experiment_named(std::string_view name);
    MLTRACK_DECL const points& points_of(const schema::id::run& id, std::string_view key) const;
    MLTRACK_DECL void append_metric(const schema::id::run& id, schema::metric metric);
    MLTRACK_DECL result<std::vector<schema::metric>> new_model_metrics(const schema::id::run& id,
                                                                       std::span<const schema::metric> metrics);
    MLTRACK_DECL void move_run(schema::run_info& info, const stage_change& change);
    MLTRACK_DECL void forget_run(const schema::id::run& id);

    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>(); ///< On the heap, so that a store can be moved.
    std::map<schema::id::experiment, schema::experiment> experiments_;
    std::size_t next_experiment_ = 0;                       ///< The number that becomes the next id.
    std::unordered_map<schema::id::run, schema::run> runs_; ///< With the latest value of each metric.
    std::unordered_map<schema::id::run, history> histories_;
    std::unordered_map<schema::id::run, schema::unix_ms> deleted_times_; ///< Of the runs in the trash.
    std::map<dataset_key, schema::dataset> datasets_;
    std::map<schema::id::model, kept_model> models_;
};

static_assert(tracking_store<memory> && input_store<memory> && model_store<memory> && purge_store<memory>);

} // namespace mltrack::store

#ifdef MLTRACK_HEADER_ONLY
#include <mltrack/store/impl/memory.ipp>
#include <mltrack/store/impl/memory_inputs.ipp>
#include <mltrack/store/impl/memory_models.ipp>
#include <mltrack/store/impl/memory_purge.ipp>
#endif
