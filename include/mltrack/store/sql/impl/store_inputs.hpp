#pragma once

#include <mltrack/store/sql/impl/inputs.hpp>
#include <mltrack/store/sql/impl/store.hpp>
#include <mltrack/store/sql/search/impl/query_writer.hpp>

namespace mltrack::store {

template <class Driver>
result<void> sql<Driver>::add_inputs(const schema::id::run& id, const schema::run_inputs& inputs)
{
    return write([&](connection& c) -> result<void> {
        MLTRACK_TRY(const auto info, relational::read_run_info(c, id));
        MLTRACK_CHECK(check_active(id, info ? std::optional(info->lifecycle_stage) : std::nullopt));
        const auto experiment = relational::experiment_number(info->experiment_id).value_or(0);
        for (const auto& input : inputs.dataset_inputs)
            MLTRACK_CHECK(relational::add_dataset_input(c, insert_, id, experiment, input));
        for (const auto& input : inputs.model_inputs)
            MLTRACK_CHECK(relational::add_edge(c, insert_, random_id(), relational::model_input_edge, id.value,
                                               input.model_id.value));
        return {};
    });
}

template <class Driver>
result<void> sql<Driver>::add_outputs(const schema::id::run& id, const schema::run_outputs& outputs)
{
    return write([&](connection& c) -> result<void> {
        MLTRACK_TRY(const auto stage, relational::read_stage(c, id));
        MLTRACK_CHECK(check_active(id, stage));
        for (const auto& output : outputs.model_outputs) {
            MLTRACK_TRY(const bool is_new, relational::add_edge(c, insert_, random_id(), relational::model_output_edge,
                                                                id.value, output.model_id.value, output.step));
            if (!is_new)
                return repeated_output(id, output.model_id);
        }
        return {};
    });
}

template <class Driver>
result<std::vector<schema::dataset_summary>>
sql<Driver>::search_datasets(std::span<const schema::id::experiment> experiments, std::int64_t limit)
{
    return read([&](connection& c) -> result<std::vector<schema::dataset_summary>> {
        std::string sql = "SELECT DISTINCT d.experiment_id, d.name, d.digest, t.value FROM datasets d JOIN inputs i ON "
                          "i.source_type = 'DATASET' AND i.source_id = d.dataset_uuid LEFT JOIN input_tags t ON "
                          "t.input_uuid = i.input_uuid AND t.name = ? WHERE d.experiment_id";
        sql += relational::detail::in_numbers(relational::detail::numbers_of(experiments));
        MLTRACK_TRY(auto statement,
                    relational::prepare(c, sql + " " + Driver::dialect().page(), schema::dataset_context_tag,
                                        std::max<std::int64_t>(limit, 0), std::int64_t{0}));
        std::vector<schema::dataset_summary> found;
        MLTRACK_CHECK(relational::for_each_row(statement, [&](auto& row) {
            auto& summary = found.emplace_back(schema::dataset_summary{.experiment_id = std::to_string(row.whole(0)),
                                                                       .name = std::string(row.text(1)),
                                                                       .digest = std::string(row.text(2))});
            if (!row.is_null(3))
                summary.context = row.text(3);
        }));
        return found;
    });
}

} // namespace mltrack::store
