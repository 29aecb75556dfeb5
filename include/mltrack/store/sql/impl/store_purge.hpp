#pragma once

#include <mltrack/store/sql/impl/purge.hpp>
#include <mltrack/store/sql/impl/store.hpp>

namespace mltrack::store {

template <class Driver>
result<trash> sql<Driver>::find_trash()
{
    return read([](connection& c) { return relational::read_trash(c); });
}

template <class Driver>
result<void> sql<Driver>::purge_run(const schema::id::run& id)
{
    return write([&](connection& c) -> result<void> {
        MLTRACK_TRY(const auto stage, relational::read_stage(c, id));
        MLTRACK_CHECK(check_deleted("run", id.value, stage));
        MLTRACK_CHECK(metrics_.flush(c));
        metrics_.forget();
        return relational::erase_runs(c, metrics_.layout(), " = ?", id);
    });
}

template <class Driver>
result<void> sql<Driver>::purge_experiment(const schema::id::experiment& id)
{
    return write([&](connection& c) -> result<void> {
        const auto number = relational::experiment_number(id);
        MLTRACK_TRY(
            const auto stage,
            relational::read_stage(c, "SELECT lifecycle_stage FROM experiments WHERE experiment_id = ?", number));
        MLTRACK_CHECK(check_deleted("experiment", id.value, stage));
        MLTRACK_CHECK(metrics_.flush(c));
        metrics_.forget();
        return relational::erase_experiment(c, metrics_.layout(), *number);
    });
}

template <class Driver>
result<void> sql<Driver>::purge_logged_model(const schema::id::model& id)
{
    return write([&](connection& c) -> result<void> {
        MLTRACK_TRY(const auto stage,
                    relational::read_stage(c, "SELECT lifecycle_stage FROM logged_models WHERE model_id = ?", id));
        MLTRACK_CHECK(check_deleted("logged model", id.value, stage));
        MLTRACK_CHECK(relational::execute(c, "DELETE FROM logged_models WHERE model_id = ?", id));
        return {};
    });
}

} // namespace mltrack::store
