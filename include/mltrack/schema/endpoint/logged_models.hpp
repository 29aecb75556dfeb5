#pragma once

#include <mltrack/schema/endpoint/artifacts.hpp>
#include <mltrack/schema/entity/logged_model.hpp>

namespace mltrack::schema {

struct create_logged_model
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/logged-models";
    static constexpr std::string_view summary = "Start a logged model: its files come next, then its status.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::experiment> experiment_id;
        std::string name{}; ///< Without `/ : . % " '`; empty: a generated one.
        std::string model_type{};
        std::string source_run_id{};
        std::vector<logged_model_param> params{}; ///< Each key once.
        std::vector<logged_model_tag> tags{};     ///< Each key once.
    };
    struct response
    {
        logged_model model{};
    };
};

struct get_logged_model
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/logged-models/{model_id}";
    static constexpr std::string_view summary = "Get a logged model with all its metrics.";

    struct request
    {
        required<id::model> model_id;
        std::string allow_deleted{}; ///< `true`, in any case: a deleted one too.
    };
    using response = create_logged_model::response;
};

struct finalize_logged_model
{
    static constexpr auto method = verb::patch;
    static constexpr std::string_view path = "mlflow/logged-models/{model_id}";
    static constexpr std::string_view summary = "Say whether the files of a logged model are there.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::model> model_id;
        std::optional<logged_model_status> status{}; ///< Must be given.
    };
    using response = create_logged_model::response;
};

struct delete_logged_model
{
    static constexpr auto method = verb::delete_;
    static constexpr std::string_view path = "mlflow/logged-models/{model_id}";
    static constexpr std::string_view summary = "Put a logged model into the trash; again is no error.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::model> model_id;
    };
    using response = empty;
};

struct set_logged_model_tags
{
    static constexpr auto method = verb::patch;
    static constexpr std::string_view path = "mlflow/logged-models/{model_id}/tags";
    static constexpr std::string_view summary = "Set tags of a logged model.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::model> model_id;
        std::vector<logged_model_tag> tags{}; ///< Of equal keys the last counts.
    };
    using response = empty;
};

struct delete_logged_model_tag
{
    static constexpr auto method = verb::delete_;
    static constexpr std::string_view path = "mlflow/logged-models/{model_id}/tags/{tag_key}";
    static constexpr std::string_view summary = "Remove a tag of a logged model.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::model> model_id;
        required<std::string> tag_key;
    };
    using response = empty;
};

struct log_logged_model_params
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/logged-models/{model_id}/params";
    static constexpr std::string_view summary = "Add params to a logged model.";
    static constexpr bool is_write = true;

    struct request
    {
        required<id::model> model_id;
        std::vector<logged_model_param> params{}; ///< New keys, each once.
    };
    using response = empty;
};

struct list_logged_model_artifacts
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/logged-models/{model_id}/artifacts/directories";
    static constexpr std::string_view summary = "List one level of a logged model's artifacts.";

    struct request
    {
        required<id::model> model_id;
        std::string artifact_directory_path{}; ///< A folder below the model's root; empty: the root.
        std::string page_token{};              ///< Not used: every answer is complete.
    };
    using response = list_artifacts::response;
};

struct get_logged_model_artifact
{
    static constexpr auto method = verb::get;
    static constexpr std::string_view path = "mlflow/logged-models/{model_id}/artifacts/files";
    static constexpr prefixes below = prefix::ajax;
    static constexpr std::string_view summary = "Download a file of a logged model.";

    struct request
    {
        required<id::model> model_id;
        std::string artifact_file_path{};
    };
    using response = octets;
};

/// A data set of which only the values measured on it count.
struct logged_model_dataset
{
    required<std::string> dataset_name;
    std::string dataset_digest{}; ///< Empty: any.
};

/// One clause of an order of logged models.
struct logged_model_order
{
    std::string field_name{}; ///< An attribute, or `metrics.<key>`: its latest value.
    bool ascending = true;
    std::string dataset_name{};   ///< Of a metric: counts only what was measured on this data set; empty: all.
    std::string dataset_digest{}; ///< Alike.
};

struct search_logged_models
{
    static constexpr auto method = verb::post;
    static constexpr std::string_view path = "mlflow/logged-models/search";
    static constexpr std::string_view summary = "Find logged models by metrics, params, tags and attributes.";

    struct request
    {
        std::vector<id::experiment> experiment_ids{}; ///< At least one.
        std::string filter{};                         ///< A search expression; empty: all.
        std::vector<logged_model_dataset> datasets{}; ///< Restrict the metrics of the filter to these, 100 at most.
        bounded<0, std::numeric_limits<std::int32_t>::max(), 50> max_results{}; ///< Models a page; 0 means 100.
        std::vector<logged_model_order> order_by{};                             ///< The most important first.
        std::string page_token{}; ///< From the page before, of the same search.
    };
    struct response
    {
        std::vector<logged_model> models{};
        std::optional<std::string> next_page_token{}; ///< Absent on the last page.
    };
};

} // namespace mltrack::schema

MLTRACK_REFLECT(mltrack::schema::create_logged_model::request, experiment_id, name, model_type, source_run_id, params,
                tags);
MLTRACK_REFLECT(mltrack::schema::create_logged_model::response, model);
MLTRACK_REFLECT(mltrack::schema::get_logged_model::request, model_id, allow_deleted);
MLTRACK_REFLECT(mltrack::schema::finalize_logged_model::request, model_id, status);
MLTRACK_REFLECT(mltrack::schema::delete_logged_model::request, model_id);
MLTRACK_REFLECT(mltrack::schema::set_logged_model_tags::request, model_id, tags);
MLTRACK_REFLECT(mltrack::schema::delete_logged_model_tag::request, model_id, tag_key);
MLTRACK_REFLECT(mltrack::schema::log_logged_model_params::request, model_id, params);
MLTRACK_REFLECT(mltrack::schema::list_logged_model_artifacts::request, model_id, artifact_directory_path, page_token);
MLTRACK_REFLECT(mltrack::schema::get_logged_model_artifact::request, model_id, artifact_file_path);
MLTRACK_REFLECT(mltrack::schema::logged_model_dataset, dataset_name, dataset_digest);
MLTRACK_REFLECT(mltrack::schema::logged_model_order, field_name, ascending, dataset_name, dataset_digest);
MLTRACK_REFLECT(mltrack::schema::search_logged_models::request, experiment_ids, filter, datasets, max_results, order_by,
                page_token);
MLTRACK_REFLECT(mltrack::schema::search_logged_models::response, models, next_page_token);
