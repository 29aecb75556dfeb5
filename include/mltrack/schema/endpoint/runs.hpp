#pragma once

#include <mltrack/schema/endpoint.hpp>
#include <mltrack/schema/entity/run.hpp>
#include <mltrack/schema/field/also_named.hpp>
#include <mltrack/schema/field/bounded.hpp>

namespace mltrack::schema {

/// The run that a request is about; MLflow's first clients call the member `run_uuid`.
using run_reference = also_named<required<id::run>, "run_uuid">;

struct create_run
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/create";
    static constexpr std::string_view summary = "Start a run in an experiment.";
    static constexpr bool is_write = true;

    struct request
    {
        id::experiment experiment_id{};
        std::string user_id{};       ///< Kept as given; MLflow's clients send the login name.
        std::string run_name{};      ///< Empty: the tag `mlflow.runName`, else a generated name.
        unix_ms start_time{};        ///< 0 when it is not given.
        std::vector<run_tag> tags{}; ///< Each key once.
    };
    struct response
    {
        schema::run run{};
    };
};

struct get_run
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/runs/get";
    static constexpr std::string_view summary = "Get a run with the latest value of each metric, a deleted one too.";

    struct request
    {
        run_reference run_id;
    };
    struct response
    {
        schema::run run{};
    };
};

struct update_run
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/update";
    static constexpr std::string_view summary = "Change the status, end time or name of a run.";
    static constexpr bool is_write = true;

    struct request
    {
        run_reference run_id;
        std::optional<run_status> status{}; ///< Absent: unchanged.
        std::optional<unix_ms> end_time{};  ///< Absent: unchanged.
        std::string run_name{};             ///< Empty: unchanged.
    };
    struct response
    {
        schema::run_info run_info{};
    };
};

struct delete_run
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/delete";
    static constexpr std::string_view summary = "Put a run into the trash; again is no error.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::run> run_id;
    };
    using response = empty;
};

struct restore_run
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/restore";
    static constexpr std::string_view summary = "Take a run out of the trash; again is no error.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::run> run_id;
    };
    using response = empty;
};

struct search_runs
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/runs/search";
    static constexpr std::string_view summary = "Find runs by metrics, params, tags and attributes.";

    struct request
    {
        std::vector<id::experiment> experiment_ids{}; ///< Where to look; none: nothing is found.
        std::string filter{};                         ///< A search expression; empty: all.
        view_type run_view_type = view_type::ACTIVE_ONLY;
        bounded<1, 50'000, 1'000> max_results{}; ///< Runs a page.
        std::vector<std::string> order_by{};     ///< `column [ASC|DESC]`, the most important first.
        std::string page_token{};                ///< Where the page before said the next one starts.
        std::vector<std::string> fields{};       ///< What runs come with beside `info`, which MLflow does not know:
                                                 ///< `metrics`, `params`, `tags`, `inputs`, or one by its key, as
                                                 ///< `metrics.loss`. None: all.
        bool count_only = false;                 ///< No runs, but how many there are; MLflow does not know it.
    };
    struct response
    {
        std::vector<run> runs{};
        std::optional<std::string> next_page_token{}; ///< Absent on the last page.
        std::optional<std::int64_t> total{};          ///< How many runs there are, if only that was asked for.
    };
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::create_run::request, experiment_id, user_id, run_name, start_time, tags);
MLTRACK_REFLECT(mltrack::schema::create_run::response, run);
MLTRACK_REFLECT(mltrack::schema::get_run::request, run_id);
MLTRACK_REFLECT(mltrack::schema::get_run::response, run);
MLTRACK_REFLECT(mltrack::schema::update_run::request, run_id, status, end_time, run_name);
MLTRACK_REFLECT(mltrack::schema::update_run::response, run_info);
MLTRACK_REFLECT(mltrack::schema::delete_run::request, run_id);
MLTRACK_REFLECT(mltrack::schema::restore_run::request, run_id);
MLTRACK_REFLECT(mltrack::schema::search_runs::request, experiment_ids, filter, run_view_type, max_results, order_by,
                page_token, fields, count_only);
MLTRACK_REFLECT(mltrack::schema::search_runs::response, runs, next_page_token, total);
