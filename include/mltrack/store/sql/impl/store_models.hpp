#pragma once

#include <mltrack/store/sql/impl/models.hpp>
#include <mltrack/store/sql/impl/store.hpp>

#include <utility>

namespace mltrack::store {

template <class Driver>
result<void> sql<Driver>::create_logged_model(const schema::logged_model& model)
{
    const auto& info = model.info;
    const auto number = relational::experiment_number(info.experiment_id);
    if (!number)
        return relational::no_such_experiment(info.experiment_id);
    return write([&](connection& c) -> result<void> {
        MLTRACK_CHECK(relational::execute_row(c, insert_.model, relational::to_row(info, *number)));
        MLTRACK_CHECK(relational::add_model_params(c, insert_, info.model_id, *number, model.data.params));
        for (const auto& [key, value] : info.tags) {
            MLTRACK_TRY(const auto added,
                        relational::execute_row(c, insert_.new_model_tag,
                                                rows::logged_model_tag{info.model_id.value, *number, key, value}));
            if (added == 0)
                return repeated_model_key("tag", info.model_id, key);
        }
        return {};
    });
}

template <class Driver>
result<std::optional<kept_model>> sql<Driver>::find_logged_model(const schema::id::model& id)
{
    return read([&](connection& c) -> result<std::optional<kept_model>> {
        const auto text = relational::select_from(relational::definition_of<rows::logged_model>());
        MLTRACK_TRY(auto statement, relational::prepare(c, text + " WHERE model_id = ?", id));
        MLTRACK_TRY(auto found, relational::read_models(c, std::move(statement)));
        return relational::first_of(std::move(found));
    });
}

template <class Driver>
result<void> sql<Driver>::update_logged_model(const schema::id::model& id, const model_change& change)
{
    return write([&](connection& c) -> result<void> {
        MLTRACK_TRY(const auto experiment, relational::read_model_experiment(c, id));
        if (!experiment)
            return unknown_model(id);
        const auto status = change.status ? std::optional(static_cast<std::int64_t>(*change.status)) : std::nullopt;
        const auto stage = change.stage ? std::optional(reflect::enum_name(*change.stage)) : std::nullopt;
        MLTRACK_CHECK(relational::execute(
            c,
            "UPDATE logged_models SET status = COALESCE(?, status), lifecycle_stage = COALESCE(?, lifecycle_stage), "
            "last_updated_timestamp_ms = COALESCE(?, last_updated_timestamp_ms) WHERE model_id = ?",
            status, stage, change.last_update_time, id));
        MLTRACK_CHECK(relational::add_model_params(c, insert_, id, *experiment, change.new_params));
        for (const auto& [key, value] : change.tags)
            MLTRACK_CHECK(relational::execute_row(c, insert_.model_tag,
                                                  rows::logged_model_tag{id.value, *experiment, key, value}));
        return {};
    });
}

template <class Driver>
result<bool> sql<Driver>::delete_logged_model_tag(const schema::id::model& id, std::string_view key)
{
    return write([&](connection& c) -> result<bool> {
        MLTRACK_TRY(const auto experiment, relational::read_model_experiment(c, id));
        if (!experiment)
            return unknown_model(id);
        MLTRACK_TRY(
            const auto deleted,
            relational::execute(c, "DELETE FROM logged_model_tags WHERE model_id = ? AND tag_key = ?", id, key));
        return deleted != 0;
    });
}

template <class Driver>
result<std::vector<schema::logged_model>> sql<Driver>::search_logged_models(const model_search& search)
{
    MLTRACK_TRY(const auto query, relational::write_search(search, Driver::dialect()));
    return read([&](connection& c) -> result<std::vector<schema::logged_model>> {
        MLTRACK_TRY(auto statement, relational::prepare(c, query));
        MLTRACK_TRY(auto kept, relational::read_models(c, std::move(statement)));
        std::vector<schema::logged_model> found;
        for (auto& each : kept)
            found.push_back(std::move(each.model));
        return found;
    });
}

} // namespace mltrack::store
