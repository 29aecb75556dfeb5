#pragma once

#include <mltrack/schema/endpoint.hpp>
#include <mltrack/schema/entity/experiment.hpp>
#include <mltrack/schema/field/bounded.hpp>

namespace mltrack::schema {

struct create_experiment
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/experiments/create";
    static constexpr std::string_view summary = "Create an experiment.";
    static constexpr bool is_write = true;

    struct request
    {
        required<text<1, 500>> name;     ///< Unique over active and deleted experiments.
        std::string artifact_location{}; ///< Root URI of the runs' artifacts; empty: the server's choice.
        std::vector<experiment_tag> tags{};
    };
    struct response
    {
        id::experiment experiment_id{};
    };
};

struct get_experiment
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/experiments/get";
    static constexpr std::string_view summary = "Get an experiment, a deleted one too.";

    struct request
    {
        required<id::experiment> experiment_id;
    };
    struct response
    {
        schema::experiment experiment{};
    };
};

struct get_experiment_by_name
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/experiments/get-by-name";
    static constexpr std::string_view summary = "Get an experiment by its name, a deleted one too.";

    struct request
    {
        required<std::string> experiment_name;
    };
    using response = get_experiment::response;
};

struct search_experiments
{
    static constexpr auto method = verb::post;
    static constexpr auto also = verb::get;
    static constexpr std::string_view path = "mlflow/experiments/search";
    static constexpr std::string_view summary = "Find experiments by name, times and tags.";

    struct request
    {
        bounded<1, 50'000, 1'000> max_results{}; ///< Experiments a page.
        std::string page_token{};                ///< Where the page before said the next one starts.
        std::string filter{};                    ///< A search expression; empty: all.
        std::vector<std::string> order_by{};     ///< `attribute [ASC|DESC]`, the most important first.
        schema::view_type view_type = view_type::ACTIVE_ONLY;
    };
    struct response
    {
        std::vector<experiment> experiments{};
        std::optional<std::string> next_page_token{}; ///< Absent on the last page.
    };
};

/// What clients before 1.28 have in place of `search_experiments`.
struct list_experiments
{
    static constexpr auto method = verb::get;
    static constexpr auto also = verb::post;
    static constexpr std::string_view path = "mlflow/experiments/list";
    static constexpr std::string_view summary = "List experiments by id, for clients of MLflow 1.";

    struct request
    {
        schema::view_type view_type = view_type::ACTIVE_ONLY;
        std::optional<bounded<1, 50'000, 1>> max_results{}; ///< Experiments a page; absent: all.
        std::string page_token{};                           ///< Where the page before said the next one starts.
    };
    using response = search_experiments::response;
};

struct update_experiment
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/experiments/update";
    static constexpr std::string_view summary = "Rename an experiment.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::experiment> experiment_id;
        required<text<1, 500>> new_name;
    };
    using response = empty;
};

struct delete_experiment
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/experiments/delete";
    static constexpr std::string_view summary = "Put an experiment and its runs into the trash.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::experiment> experiment_id;
    };
    using response = empty;
};

struct restore_experiment
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/experiments/restore";
    static constexpr std::string_view summary = "Take an experiment and all of its runs out of the trash.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::experiment> experiment_id;
    };
    using response = empty;
};

struct set_experiment_tag
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/experiments/set-experiment-tag";
    static constexpr std::string_view summary = "Set a tag of an experiment.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::experiment> experiment_id;
        required<key::tag> key;
        text<0, 20'000> value{};
    };
    using response = empty;
};

struct delete_experiment_tag
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/experiments/delete-experiment-tag";
    static constexpr std::string_view summary = "Remove a tag of an experiment.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::experiment> experiment_id;
        required<std::string> key; ///< Any: MLflow's runs/create keeps keys unchecked.
    };
    using response = empty;
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::create_experiment::request, name, artifact_location, tags);
MLTRACK_REFLECT(mltrack::schema::create_experiment::response, experiment_id);
MLTRACK_REFLECT(mltrack::schema::get_experiment::request, experiment_id);
MLTRACK_REFLECT(mltrack::schema::get_experiment::response, experiment);
MLTRACK_REFLECT(mltrack::schema::get_experiment_by_name::request, experiment_name);
MLTRACK_REFLECT(mltrack::schema::search_experiments::request, max_results, page_token, filter, order_by, view_type);
MLTRACK_REFLECT(mltrack::schema::search_experiments::response, experiments, next_page_token);
MLTRACK_REFLECT(mltrack::schema::list_experiments::request, view_type, max_results, page_token);
MLTRACK_REFLECT(mltrack::schema::update_experiment::request, experiment_id, new_name);
MLTRACK_REFLECT(mltrack::schema::delete_experiment::request, experiment_id);
MLTRACK_REFLECT(mltrack::schema::restore_experiment::request, experiment_id);
MLTRACK_REFLECT(mltrack::schema::set_experiment_tag::request, experiment_id, key, value);
MLTRACK_REFLECT(mltrack::schema::delete_experiment_tag::request, experiment_id, key);
