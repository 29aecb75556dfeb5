#pragma once

#include <mltrack/schema/endpoint.hpp>
#include <mltrack/schema/field/strong_id.hpp>

#include <vector>

namespace mltrack::schema {

/// MLflow's 3.x clients look for logged models whenever they list a run's artifacts.
struct search_logged_models
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/logged-models/search";
    static constexpr std::string_view summary = "Find logged models. This server keeps none: the answer is empty.";

    struct request
    {
        std::vector<id::experiment> experiment_ids{};
    };
    using response = empty;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::search_logged_models::request, experiment_ids);
