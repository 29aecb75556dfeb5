#pragma once

#include <mltrack/store/sql/impl/models.hpp>
#include <mltrack/store/sql/impl/reading.hpp>
#include <mltrack/store/sql/impl/writing.hpp>
#include <mltrack/store/sql/metrics/queries.hpp>
#include <mltrack/store/sql/store.hpp>

namespace mltrack::store {

template <class Driver>
result<std::shared_ptr<sql<Driver>>> sql<Driver>::open(typename Driver::options options)
{
    Driver driver(std::move(options));
    // A database that is refused stays as it was, so it is looked at before there is a connection that writes.
    const auto look = [&]() -> result<bool> {
        MLTRACK_TRY(auto reader, driver.connect(transaction_kind::read));
        return relational::transact(reader, transaction_kind::read,
                                    [&](connection& c) { return relational::has_schema(driver, c); });
    };
    MLTRACK_TRY(const bool is_prepared, look());
    MLTRACK_TRY(auto writer, driver.connect(transaction_kind::write));
    if (!is_prepared)
        MLTRACK_CHECK(relational::transact(writer, transaction_kind::write, [&](connection& c) -> result<void> {
            // Another process may have been faster since.
            MLTRACK_TRY(const bool is_there, relational::has_schema(driver, c));
            return is_there ? result<void>() : relational::create_schema<Driver>(c);
        }));
    return std::shared_ptr<sql>(new sql(std::move(driver), std::move(writer)));
}

template <class Driver>
result<schema::id::experiment> sql<Driver>::create_experiment(const schema::experiment& experiment,
                                                              std::string_view root)
{
    return write([&](connection& c) -> result<schema::id::experiment> {
        MLTRACK_TRY(auto last, c.prepare("SELECT COALESCE(MAX(experiment_id) + 1, 0) FROM experiments"));
        MLTRACK_CHECK(last.next());
        const auto number = last.whole(0);
        const auto location = artifact_location(experiment, std::to_string(number), root);
        const auto row = relational::to_row(experiment, number, location);
        if (auto added = relational::execute_row(c, insert_.experiment, row); added.has_error())
            return added.error().code == errc::bad_request
                       ? relational::name_taken(errc::resource_already_exists, experiment.name)
                       : std::move(added).error();
        for (const auto& tag : experiment.tags)
            MLTRACK_CHECK(relational::execute_row(c, insert_.experiment_tag, relational::to_row(tag, number)));
        return schema::id::experiment(std::to_string(number));
    });
}

template <class Driver>
result<std::optional<schema::experiment>> sql<Driver>::find_experiment(const schema::id::experiment& id)
{
    const auto number = relational::experiment_number(id);
    if (!number)
        return std::optional<schema::experiment>();
    return read([&](connection& c) -> result<std::optional<schema::experiment>> {
        const auto text = relational::select_from(relational::definition_of<rows::experiment>());
        MLTRACK_TRY(auto statement, relational::prepare(c, text + " WHERE experiment_id = ?", *number));
        MLTRACK_TRY(auto found, relational::read_experiments(c, std::move(statement)));
        return relational::first_of(std::move(found));
    });
}

template <class Driver>
result<std::optional<schema::experiment>> sql<Driver>::find_experiment_by_name(std::string_view name)
{
    return read([&](connection& c) -> result<std::optional<schema::experiment>> {
        const auto text = relational::select_from(relational::definition_of<rows::experiment>());
        MLTRACK_TRY(auto statement,
                    relational::prepare(c, text + " WHERE workspace = ? AND name = ?", "default", name));
        MLTRACK_TRY(auto found, relational::read_experiments(c, std::move(statement)));
        return relational::first_of(std::move(found));
    });
}

template <class Driver>
result<std::vector<schema::experiment>> sql<Driver>::search_experiments(const experiment_search& search)
{
    MLTRACK_TRY(const auto query, relational::write_search(search, Driver::dialect()));
    return read([&](connection& c) -> result<std::vector<schema::experiment>> {
        MLTRACK_TRY(auto statement, relational::prepare(c, query));
        return relational::read_experiments(c, std::move(statement));
    });
}

template <class Driver>
result<void> sql<Driver>::update_experiment(const schema::id::experiment& id, const experiment_change& change)
{
    return write([&](connection& c) -> result<void> {
        auto changed = relational::execute(
            c, "UPDATE experiments SET name = COALESCE(?, name), last_update_time = ? WHERE experiment_id = ?",
            change.name, change.last_update_time, relational::experiment_number(id));
        if (changed.has_value())
            return {};
        return changed.error().code == errc::bad_request
                   ? relational::name_taken(errc::bad_request, change.name.value_or(""))
                   : std::move(changed).error();
    });
}

template <class Driver>
result<void> sql<Driver>::move_experiment(const schema::id::experiment& id, const stage_change& change)
{
    return write([&](connection& c) -> result<void> {
        const auto number = relational::experiment_number(id);
        MLTRACK_CHECK(relational::execute(
            c, "UPDATE experiments SET lifecycle_stage = ?, last_update_time = ? WHERE experiment_id = ?",
            reflect::enum_name(change.stage), change.time, number));
        metrics_.forget_active();
        return relational::move_runs(c, "experiment_id", number, change);
    });
}

template <class Driver>
result<void> sql<Driver>::set_experiment_tag(const schema::id::experiment& id, const schema::experiment_tag& tag)
{
    return write([&](connection& c) -> result<void> {
        const auto number = relational::experiment_number(id);
        if (!number)
            return relational::no_such_experiment(id);
        MLTRACK_CHECK(relational::execute_row(c, insert_.experiment_tag, relational::to_row(tag, *number)));
        return {};
    });
}

template <class Driver>
result<bool> sql<Driver>::delete_experiment_tag(const schema::id::experiment& id, std::string_view key)
{
    return write([&](connection& c) -> result<bool> {
        MLTRACK_TRY(const auto deleted,
                    relational::execute(c, "DELETE FROM experiment_tags WHERE \"key\" = ? AND experiment_id = ?", key,
                                        relational::experiment_number(id)));
        return deleted != 0;
    });
}

template <class Driver>
result<void> sql<Driver>::create_run(const schema::run& run)
{
    return write([&](connection& c) -> result<void> {
        const auto& info = run.info;
        const auto number = relational::experiment_number(info.experiment_id);
        if (!number)
            return relational::no_such_experiment(info.experiment_id);
        MLTRACK_CHECK(relational::execute_row(c, insert_.run, relational::to_row(info, *number)));
        MLTRACK_CHECK(relational::add_params(c, insert_, info.run_id, run.data.params));
        MLTRACK_CHECK(relational::put_tags(c, insert_.new_tag, info.run_id, run.data.tags));
        return add_metrics(c, info.run_id, run.data.metrics);
    });
}

template <class Driver>
result<std::optional<schema::run_info>> sql<Driver>::find_run_info(const schema::id::run& id)
{
    return read([&](connection& c) { return relational::read_run_info(c, id); });
}

template <class Driver>
result<std::optional<schema::run>> sql<Driver>::find_run(const schema::id::run& id)
{
    return read([&](connection& c) -> result<std::optional<schema::run>> {
        const auto text = relational::select_from(relational::definition_of<rows::run>());
        MLTRACK_TRY(auto statement, relational::prepare(c, text + " WHERE run_uuid = ?", id));
        MLTRACK_TRY(auto found, relational::read_runs(c, std::move(statement)));
        return relational::first_of(std::move(found));
    });
}

template <class Driver>
result<std::vector<schema::run>> sql<Driver>::search_runs(const run_search& search)
{
    return read([&](connection& c) -> result<std::vector<schema::run>> {
        MLTRACK_TRY(const auto layout, relational::layout_for(c, search.filter, Driver::dialect()));
        MLTRACK_TRY(const auto query, relational::write_search(search, Driver::dialect(), layout));
        MLTRACK_TRY(auto statement, relational::prepare(c, query));
        return relational::read_runs(c, std::move(statement), search.projection);
    });
}

template <class Driver>
result<std::int64_t> sql<Driver>::count_runs(const run_search& search)
{
    return read([&](connection& c) -> result<std::int64_t> {
        MLTRACK_TRY(const auto layout, relational::layout_for(c, search.filter, Driver::dialect()));
        MLTRACK_TRY(const auto query, relational::write_count(search, Driver::dialect(), layout));
        MLTRACK_TRY(auto statement, relational::prepare(c, query));
        MLTRACK_CHECK(statement.next());
        return statement.whole(0);
    });
}

template <class Driver>
result<void> sql<Driver>::update_run(const schema::id::run& id, const run_change& change)
{
    return write([&](connection& c) -> result<void> {
        MLTRACK_TRY(const auto stage, relational::read_stage(c, id));
        MLTRACK_CHECK(check_change(id, stage, change));
        const auto status = change.status ? std::optional(reflect::enum_name(*change.status)) : std::nullopt;
        MLTRACK_CHECK(relational::execute(c,
                                          "UPDATE runs SET status = COALESCE(?, status), end_time = COALESCE(?, "
                                          "end_time), name = COALESCE(?, name) WHERE run_uuid = ?",
                                          status, change.end_time, change.run_name, id));
        if (change.stage) {
            metrics_.forget_active();
            MLTRACK_CHECK(relational::move_runs(c, "run_uuid", id, *change.stage));
        }
        return relational::put_tags(c, insert_.tag, id, change.tags);
    });
}

template <class Driver>
result<void> sql<Driver>::append(const schema::id::run& id, const run_batch& batch)
{
    const auto work = [&](connection& c) -> result<void> {
        MLTRACK_CHECK(check_logging(c, id));
        MLTRACK_CHECK(relational::add_params(c, insert_, id, batch.params));
        MLTRACK_CHECK(relational::put_tags(c, insert_.tag, id, batch.tags));
        if (batch.run_name)
            MLTRACK_CHECK(relational::execute(c, "UPDATE runs SET name = ? WHERE run_uuid = ?", *batch.run_name, id));
        MLTRACK_CHECK(relational::add_model_metrics(c, insert_, id, batch.metrics));
        return add_metrics(c, id, batch.metrics);
    };
    if (is_transacting() && relational::has_metrics_alone(batch))
        return within([&] { return work(writer_); }); // There is nothing to undo when it is refused.
    return write(work);
}

/// Refuses what is logged to a run that is not active. Most is logged to few runs, so these are remembered.
template <class Driver>
result<void> sql<Driver>::check_logging(connection& c, const schema::id::run& id)
{
    if (metrics_.knows_active(id))
        return {};
    MLTRACK_TRY(const auto stage, relational::read_stage(c, id));
    MLTRACK_CHECK(check_active(id, stage));
    metrics_.remember_active(id);
    return {};
}

template <class Driver>
result<bool> sql<Driver>::delete_run_tag(const schema::id::run& id, std::string_view key)
{
    return write([&](connection& c) -> result<bool> {
        MLTRACK_TRY(const auto stage, relational::read_stage(c, id));
        MLTRACK_CHECK(check_active(id, stage));
        MLTRACK_TRY(const auto deleted,
                    relational::execute(c, "DELETE FROM tags WHERE \"key\" = ? AND run_uuid = ?", key, id));
        return deleted != 0;
    });
}

template <class Driver>
result<std::vector<schema::metric>> sql<Driver>::metric_history(const schema::id::run& id, std::string_view key,
                                                                page page)
{
    return read([&](connection& c) -> result<std::vector<schema::metric>> {
        MLTRACK_TRY(auto statement, relational::prepare(c, relational::history_query(Driver::dialect()), id, key,
                                                        page.limit, page.offset));
        std::vector<schema::metric> metrics;
        MLTRACK_CHECK(relational::for_each_row(statement, [&](auto& row) {
            metrics.push_back(relational::to_metric(relational::read_row<rows::metric>(row)));
        }));
        return metrics;
    });
}

} // namespace mltrack::store
