#pragma once

#include <mltrack/store/input_store.hpp>
#include <mltrack/store/model_store.hpp>
#include <mltrack/store/purge/purge_store.hpp>
#include <mltrack/store/tracking_store.hpp>
#include <tests/fault_plan.hpp>

#include <memory>
#include <utility>

namespace mltrack::test {

/// A store before another one, whose calls meet the faults of a plan. Thread safety: as the other one.
class faulty_store final : public store::any_store
{
public:
    explicit faulty_store(std::shared_ptr<store::any_store> inner) : inner_(std::move(inner)) {}

    fault_plan faults;

    result<schema::id::experiment> create_experiment(const schema::experiment& experiment,
                                                     std::string_view artifact_root) override
    {
        MLTRACK_CHECK(faults.meet("create_experiment"));
        return inner_->create_experiment(experiment, artifact_root);
    }
    result<std::optional<schema::experiment>> find_experiment(const schema::id::experiment& id) override
    {
        MLTRACK_CHECK(faults.meet("find_experiment"));
        return inner_->find_experiment(id);
    }
    result<std::optional<schema::experiment>> find_experiment_by_name(std::string_view name) override
    {
        MLTRACK_CHECK(faults.meet("find_experiment_by_name"));
        return inner_->find_experiment_by_name(name);
    }
    result<std::vector<schema::experiment>> search_experiments(const store::experiment_search& search) override
    {
        MLTRACK_CHECK(faults.meet("search_experiments"));
        return inner_->search_experiments(search);
    }
    result<void> update_experiment(const schema::id::experiment& id, const store::experiment_change& change) override
    {
        MLTRACK_CHECK(faults.meet("update_experiment"));
        return inner_->update_experiment(id, change);
    }
    result<void> move_experiment(const schema::id::experiment& id, const store::stage_change& change) override
    {
        MLTRACK_CHECK(faults.meet("move_experiment"));
        return inner_->move_experiment(id, change);
    }
    result<void> set_experiment_tag(const schema::id::experiment& id, const schema::experiment_tag& tag) override
    {
        MLTRACK_CHECK(faults.meet("set_experiment_tag"));
        return inner_->set_experiment_tag(id, tag);
    }
    result<bool> delete_experiment_tag(const schema::id::experiment& id, std::string_view key) override
    {
        MLTRACK_CHECK(faults.meet("delete_experiment_tag"));
        return inner_->delete_experiment_tag(id, key);
    }
    result<void> create_run(const schema::run& run) override
    {
        MLTRACK_CHECK(faults.meet("create_run"));
        return inner_->create_run(run);
    }
    result<std::optional<schema::run_info>> find_run_info(const schema::id::run& id) override
    {
        MLTRACK_CHECK(faults.meet("find_run_info"));
        return inner_->find_run_info(id);
    }
    result<std::optional<schema::run>> find_run(const schema::id::run& id) override
    {
        MLTRACK_CHECK(faults.meet("find_run"));
        return inner_->find_run(id);
    }
    result<std::vector<schema::run>> search_runs(const store::run_search& search) override
    {
        MLTRACK_CHECK(faults.meet("search_runs"));
        return inner_->search_runs(search);
    }
    result<std::int64_t> count_runs(const store::run_search& search) override
    {
        MLTRACK_CHECK(faults.meet("count_runs"));
        return inner_->count_runs(search);
    }
    result<std::vector<std::string>> search_keys(const store::key_search& search) override
    {
        MLTRACK_CHECK(faults.meet("search_keys"));
        return inner_->search_keys(search);
    }
    result<std::vector<std::string>> search_values(const store::value_search& search) override
    {
        MLTRACK_CHECK(faults.meet("search_values"));
        return inner_->search_values(search);
    }
    result<void> update_run(const schema::id::run& id, const store::run_change& change) override
    {
        MLTRACK_CHECK(faults.meet("update_run"));
        return inner_->update_run(id, change);
    }
    result<void> append(const schema::id::run& id, const store::run_batch& batch) override
    {
        MLTRACK_CHECK(faults.meet("append"));
        return inner_->append(id, batch);
    }
    result<bool> delete_run_tag(const schema::id::run& id, std::string_view key) override
    {
        MLTRACK_CHECK(faults.meet("delete_run_tag"));
        return inner_->delete_run_tag(id, key);
    }
    result<std::vector<schema::metric>> metric_history(const schema::id::run& id, std::string_view key,
                                                       store::page page) override
    {
        MLTRACK_CHECK(faults.meet("metric_history"));
        return inner_->metric_history(id, key, page);
    }
    result<void> add_inputs(const schema::id::run& id, const schema::run_inputs& inputs) override
    {
        MLTRACK_CHECK(faults.meet("add_inputs"));
        return inner_->add_inputs(id, inputs);
    }
    result<void> add_outputs(const schema::id::run& id, const schema::run_outputs& outputs) override
    {
        MLTRACK_CHECK(faults.meet("add_outputs"));
        return inner_->add_outputs(id, outputs);
    }
    result<std::vector<schema::dataset_summary>> search_datasets(std::span<const schema::id::experiment> experiments,
                                                                 std::int64_t limit) override
    {
        MLTRACK_CHECK(faults.meet("search_datasets"));
        return inner_->search_datasets(experiments, limit);
    }
    result<void> create_logged_model(const schema::logged_model& model) override
    {
        MLTRACK_CHECK(faults.meet("create_logged_model"));
        return inner_->create_logged_model(model);
    }
    result<std::optional<store::kept_model>> find_logged_model(const schema::id::model& id) override
    {
        MLTRACK_CHECK(faults.meet("find_logged_model"));
        return inner_->find_logged_model(id);
    }
    result<void> update_logged_model(const schema::id::model& id, const store::model_change& change) override
    {
        MLTRACK_CHECK(faults.meet("update_logged_model"));
        return inner_->update_logged_model(id, change);
    }
    result<bool> delete_logged_model_tag(const schema::id::model& id, std::string_view key) override
    {
        MLTRACK_CHECK(faults.meet("delete_logged_model_tag"));
        return inner_->delete_logged_model_tag(id, key);
    }
    result<std::vector<schema::logged_model>> search_logged_models(const store::model_search& search) override
    {
        MLTRACK_CHECK(faults.meet("search_logged_models"));
        return inner_->search_logged_models(search);
    }
    result<store::trash> find_trash() override
    {
        MLTRACK_CHECK(faults.meet("find_trash"));
        return inner_->find_trash();
    }
    result<void> purge_run(const schema::id::run& id) override
    {
        MLTRACK_CHECK(faults.meet("purge_run"));
        return inner_->purge_run(id);
    }
    result<void> purge_experiment(const schema::id::experiment& id) override
    {
        MLTRACK_CHECK(faults.meet("purge_experiment"));
        return inner_->purge_experiment(id);
    }
    result<void> purge_logged_model(const schema::id::model& id) override
    {
        MLTRACK_CHECK(faults.meet("purge_logged_model"));
        return inner_->purge_logged_model(id);
    }
    result<std::vector<schema::metric>> sampled_history(const schema::id::run& id, std::string_view key,
                                                        const store::history_sample& wanted) override
    {
        MLTRACK_CHECK(faults.meet("sampled_history"));
        return inner_->sampled_history(id, key, wanted);
    }
    result<store::server_lock> lock_for_server() override
    {
        MLTRACK_CHECK(faults.meet("lock_for_server"));
        return inner_->lock_for_server();
    }
    bool has_transactions() const override { return inner_->has_transactions(); }
    result<void> transact(const std::function<void()>& work, store::patience patience) override
    {
        MLTRACK_CHECK(faults.meet("transact"));
        return inner_->transact(work, patience);
    }

private:
    std::shared_ptr<store::any_store> inner_;
};

} // namespace mltrack::test
