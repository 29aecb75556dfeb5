#include "print_error_code.hpp"
#include <mltrack/artifact/local.hpp>
#include <mltrack/query/limits.hpp>
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/service.hpp>
#include <tests/temporary_folder.hpp>

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <regex>

using namespace mltrack;
using namespace mltrack::schema;

namespace {

/// A service over an empty memory store with a run in experiment 0 and a model.
struct fixture
{
    test::temporary_folder folder;
    unix_ms time = 1'000;
    tracking::service<store::memory> api{
        std::make_shared<store::memory>(), {.now = [this] { return time; }}, artifact::local(folder.path())};
    id::run run = api.create_run({.experiment_id = "0"}).run.info.run_id;
    id::model model = api.create_logged_model({.experiment_id = "0", .name = "m"}).model.info.model_id;

    template <class E>
    errc code(const typename E::request& request)
    {
        const auto answer = api.template try_call<E>(request);
        BOOST_REQUIRE(answer.has_error());
        BOOST_TEST(!answer.error().message.empty());
        return answer.error().code;
    }

    std::size_t count(search_logged_models::request request)
    {
        request.experiment_ids = {"0"};
        return api.search_logged_models(request).models.size();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(logged_models, fixture)

BOOST_AUTO_TEST_CASE(a_model_gets_an_id_a_place_and_a_name)
{
    const auto made = api.create_logged_model({.experiment_id = " 0"}).model;
    BOOST_TEST(std::regex_match(made.info.model_id.value, std::regex("m-[0-9a-f]{32}")));
    BOOST_TEST(made.info.experiment_id.value == "0");
    BOOST_TEST(std::regex_match(made.info.name, std::regex("[a-z]+-[a-z]+-[0-9]+")));
    BOOST_TEST(made.info.artifact_uri == "mlflow-artifacts:/0/models/" + made.info.model_id.value + "/artifacts");
    BOOST_TEST((made.info.status == logged_model_status::LOGGED_MODEL_PENDING));
    BOOST_TEST((made.info.model_type == "" && made.info.source_run_id == "" && !made.info.status_message));
    BOOST_TEST(made.info.creation_timestamp_ms.value == 1'000);

    using enum errc;
    for (const char each : std::string("/:.%\"'"))
        BOOST_TEST(code<create_logged_model>({.experiment_id = "0", .name = std::string("a") + each}) ==
                   invalid_parameter_value);
    BOOST_TEST(code<create_logged_model>({.experiment_id = "7"}) == resource_does_not_exist);
    BOOST_TEST(code<create_logged_model>({}) == invalid_parameter_value);
    const auto gone = api.create_experiment({.name = "gone"}).experiment_id;
    api.delete_experiment({.experiment_id = gone});
    BOOST_TEST(code<create_logged_model>({.experiment_id = gone}) == invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(a_model_is_finalized_and_deleted)
{
    time = 2'000;
    using enum logged_model_status;
    const auto ready = api.finalize_logged_model({.model_id = model, .status = LOGGED_MODEL_READY}).model.info;
    BOOST_TEST((ready.status == LOGGED_MODEL_READY));
    BOOST_TEST(ready.last_updated_timestamp_ms.value == 2'000);
    BOOST_TEST(ready.creation_timestamp_ms.value == 1'000);
    BOOST_TEST(code<finalize_logged_model>({.model_id = model}) == errc::invalid_parameter_value);

    time = 3'000;
    api.delete_logged_model({.model_id = model});
    api.delete_logged_model({.model_id = model});
    BOOST_TEST(code<get_logged_model>({.model_id = model}) == errc::resource_does_not_exist);
    BOOST_TEST(code<get_logged_model>({.model_id = model, .allow_deleted = "1"}) == errc::resource_does_not_exist);
    const auto deleted = api.get_logged_model({.model_id = model, .allow_deleted = "True"}).model.info;
    BOOST_TEST(deleted.last_updated_timestamp_ms.value == 3'000);
    api.finalize_logged_model({.model_id = model, .status = LOGGED_MODEL_UPLOAD_FAILED});
    BOOST_TEST(count({}) == 0u);
    BOOST_TEST(code<delete_logged_model>({.model_id = "m-none"}) == errc::resource_does_not_exist);
}

BOOST_AUTO_TEST_CASE(tags_and_params_are_set)
{
    api.set_logged_model_tags({.model_id = model, .tags = {{"a", "1"}, {"a", "2"}}});
    api.log_logged_model_params({.model_id = model, .params = {{"p", "1"}}});
    const auto found = api.get_logged_model({.model_id = model}).model;
    BOOST_TEST((found.info.tags == std::vector<logged_model_tag>{{"a", "2"}}));
    BOOST_TEST((found.data.params == std::vector<logged_model_param>{{"p", "1"}}));
    api.delete_logged_model_tag({.model_id = model, .tag_key = "a"});
    BOOST_TEST(code<delete_logged_model_tag>({.model_id = model, .tag_key = "a"}) == errc::resource_does_not_exist);
    BOOST_TEST(code<log_logged_model_params>({.model_id = model, .params = {{"p", "1"}}}) == errc::bad_request);
}

BOOST_AUTO_TEST_CASE(metrics_name_models_and_whole_data_sets)
{
    api.log_metric({.run_id = run,
                    .key = "a",
                    .value = 1,
                    .timestamp = 5,
                    .model_id = model,
                    .dataset_name = "d",
                    .dataset_digest = "1"});
    schema::metric more{.key = "b", .value = 2, .timestamp = 5, .dataset_name = "", .model_id = model};
    api.log_batch({.run_id = run, .metrics = {more}});
    BOOST_TEST(api.get_logged_model({.model_id = model}).model.data.metrics.size() == 2u);
    BOOST_TEST(api.get_run({.run_id = run}).run.data.metrics.size() == 2u);
    more.dataset_name = "d";
    BOOST_TEST(code<log_batch>({.run_id = run, .metrics = {more}}) == errc::invalid_parameter_value);
    BOOST_TEST(code<log_metric>({.run_id = run, .key = "a", .value = 1, .timestamp = 5, .dataset_digest = "1"}) ==
               errc::invalid_parameter_value);
    BOOST_TEST(code<log_metric>({.run_id = run, .key = "a", .value = 1, .timestamp = 5, .model_id = "m-none"}) ==
               errc::bad_request);
}

BOOST_AUTO_TEST_CASE(artifacts_of_models_are_listed_and_read)
{
    const auto place = folder / "0/models" / model.value / "artifacts/sub";
    std::filesystem::create_directories(place);
    std::ofstream(place / "MLmodel") << "flavors: {}";
    const auto root = api.list_logged_model_artifacts({.model_id = model});
    BOOST_TEST(root.root_uri.ends_with(model.value + "/artifacts"));
    BOOST_TEST(root.files.at(0).path == "sub");
    BOOST_TEST(
        api.list_logged_model_artifacts({.model_id = model, .artifact_directory_path = "sub"}).files.at(0).path ==
        "sub/MLmodel");
    const auto file = api.try_call<get_logged_model_artifact>({.model_id = model, .artifact_file_path = "sub/MLmodel"});
    BOOST_TEST_REQUIRE(file.has_value());
    BOOST_TEST(file->content->size() == 11u);
    using enum errc;
    BOOST_TEST(code<get_logged_model_artifact>({.model_id = model}) == bad_request);
    BOOST_TEST(code<get_logged_model_artifact>({.model_id = model, .artifact_file_path = "../x"}) ==
               invalid_parameter_value);
    BOOST_TEST(code<list_logged_model_artifacts>({.model_id = "m-none"}) == resource_does_not_exist);
}

BOOST_AUTO_TEST_CASE(searches_are_paged_and_checked)
{
    for (int number = 0; number != 4; ++number)
        api.create_logged_model({.experiment_id = "0"});
    search_logged_models::request search{.experiment_ids = {"0"}, .filter = "name != 'x'", .max_results = 2};
    search.order_by = {{.field_name = "name", .ascending = false}};
    std::size_t found = 0;
    int pages = 0;
    for (bool more = true; more; ++pages) {
        const auto page = api.search_logged_models(search);
        found += page.models.size();
        search.page_token = page.next_page_token.value_or("");
        more = page.next_page_token.has_value();
    }
    BOOST_TEST(found == 5u);
    BOOST_TEST(pages == 3);

    using enum errc;
    search.page_token = api.search_logged_models(search).next_page_token.value();
    auto other = search;
    other.filter = "name != 'y'";
    BOOST_TEST(code<search_logged_models>(other) == invalid_parameter_value);
    search.page_token = "no token";
    BOOST_TEST(code<search_logged_models>(search) == invalid_parameter_value);
    BOOST_TEST(code<search_logged_models>({}) == invalid_parameter_value);
    for (const auto* filter : {"metrics.a IS NULL", "model.name = 'x'", "metrics.a LIKE 'x'", "name > 'x'",
                               "metrics.a > 'x'", "name", "other = 'x'", "params.a IN ('x'", "name = 'x"})
        BOOST_TEST(code<search_logged_models>({.experiment_ids = {"0"}, .filter = filter}) == invalid_parameter_value,
                   filter);
    for (const auto* field : {"params.a", "other", ""})
        BOOST_TEST(code<search_logged_models>({.experiment_ids = {"0"}, .order_by = {{.field_name = field}}}) ==
                       invalid_parameter_value,
                   field);
    BOOST_TEST(code<search_logged_models>({.experiment_ids = {"0"}, .datasets = {{}}}) == invalid_parameter_value);
    BOOST_TEST(count({.max_results = 0}) == 5u);
}

BOOST_AUTO_TEST_CASE(searches_name_as_many_data_sets_as_a_store_takes)
{
    using enum errc;
    search_logged_models::request search{.experiment_ids = {"0"}};
    for (std::size_t number = 0; number != query::most_datasets; ++number)
        search.datasets.push_back({.dataset_name = "d" + std::to_string(number), .dataset_digest = "x"});
    const auto metrics = query::most_dataset_comparisons / query::most_datasets;
    for (std::size_t number = 0; number != metrics; ++number)
        search.filter += (number == 0 ? "metrics.m" : " AND metrics.m") + std::to_string(number) + " > 0";
    for (std::size_t number = metrics; number != query::most_comparisons; ++number)
        search.filter += " AND params.p != 'x'";
    BOOST_TEST(count(search) == 0u);

    auto one_metric_more = search;
    one_metric_more.filter.replace(one_metric_more.filter.rfind("params.p != 'x'"), std::string::npos, "metrics.m > 0");
    BOOST_TEST(code<search_logged_models>(one_metric_more) == invalid_parameter_value);
    search.filter.clear();
    search.datasets.push_back({.dataset_name = "one more"});
    BOOST_TEST(code<search_logged_models>(search) == invalid_parameter_value);
}

BOOST_AUTO_TEST_SUITE_END()
