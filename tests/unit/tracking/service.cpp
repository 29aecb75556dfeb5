#include "print_error_code.hpp"
#include <mltrack/store/memory.hpp>
#include <mltrack/tracking/artifact_location.hpp>
#include <mltrack/tracking/service.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <regex>
#include <set>

using namespace mltrack;
using namespace mltrack::schema;

namespace {

/// Serves artifacts, and has none.
struct empty_repository
{
    result<std::vector<file_info>> list(const artifact::relative_path&) { return std::vector<file_info>(); }
    result<std::unique_ptr<artifact::reader>> open(const artifact::relative_path&) { return error(); }
    result<std::unique_ptr<artifact::writer>> create(const artifact::relative_path&) { return error(); }
    result<void> remove(const artifact::relative_path&) { return {}; }
};

/// A service over an empty memory store, at a time that the test sets, with a run in experiment 0.
struct fixture
{
    unix_ms time = 1'000;
    tracking::service<store::memory> api{std::make_shared<store::memory>(), {.now = [this] { return time; }}};
    id::run run = api.create_run({.experiment_id = "0"}).run.info.run_id;

    schema::run get() { return api.get_run({.run_id = run}).run; }

    std::string tag(std::string_view key)
    {
        for (const auto& each : get().data.tags)
            if (each.key->value == key)
                return each.value;
        return "(none)";
    }

    template <class E>
    errc code(const typename E::request& request)
    {
        const auto answer = api.template try_call<E>(request);
        BOOST_REQUIRE(answer.has_error());
        BOOST_TEST(!answer.error().message.empty());
        return answer.error().code;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(service, fixture)

BOOST_AUTO_TEST_CASE(an_empty_store_gets_the_default_experiment)
{
    const auto experiment = api.get_experiment({.experiment_id = "0"}).experiment;
    BOOST_TEST(experiment.name == "Default");
    BOOST_TEST(experiment.artifact_location == "mlflow-artifacts:/0");
    BOOST_TEST(experiment.creation_time.value == 1'000);
}

BOOST_AUTO_TEST_CASE(experiment_ids_are_read_as_python_reads_numbers)
{
    BOOST_TEST(api.get_experiment({.experiment_id = "00"}).experiment.experiment_id.value == "0");
    BOOST_TEST(code<get_experiment>({.experiment_id = "abc"}) == errc::invalid_parameter_value);
    BOOST_TEST(api.get_experiment({.experiment_id = " 0_0\n"}).experiment.experiment_id.value == "0");
    for (const char* id : {"0 0", "_0", "0_", "0__0", "+", ""})
        BOOST_TEST(code<get_experiment>({.experiment_id = id}) == errc::invalid_parameter_value, id);
    BOOST_TEST(code<get_experiment>({.experiment_id = "1.0"}) == errc::invalid_parameter_value);
    BOOST_TEST(code<get_experiment>({.experiment_id = "-1"}) == errc::resource_does_not_exist);
    BOOST_TEST(code<get_experiment>({.experiment_id = "99"}) == errc::resource_does_not_exist);
    BOOST_TEST(code<get_experiment>({.experiment_id = "99999999999999999999"}) == errc::internal_error);
    BOOST_TEST(code<get_experiment>({.experiment_id = ""}) == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(a_number_or_time_that_is_not_given_is_missing)
{
    log_metric::request one;
    one.run_id = run;
    one.key = "loss";
    one.value = 0;
    BOOST_TEST(api.try_call<log_metric>(one).error().message == "timestamp: missing value for a required parameter");
    log_batch::request batch{.run_id = run, .metrics = {metric()}};
    batch.metrics[0].key = "loss";
    batch.metrics[0].timestamp = 0;
    BOOST_TEST(api.try_call<log_batch>(batch).error().message ==
               "metrics[0].value: missing value for a required parameter");
    one.timestamp = 0;
    batch.metrics[0].value = 0;
    BOOST_TEST(api.try_call<log_metric>(one).has_value());
    BOOST_TEST(api.try_call<log_batch>(batch).has_value());
    BOOST_TEST(get().data.metrics.size() == 1u);
}

BOOST_AUTO_TEST_CASE(experiment_names_are_taken_even_by_deleted_ones)
{
    const auto id = api.create_experiment({.name = "a"}).experiment_id;
    api.delete_experiment({.experiment_id = id});
    BOOST_TEST(code<create_experiment>({.name = "a"}) == errc::resource_already_exists);
    BOOST_TEST(code<create_experiment>({.name = "b", .tags = {{.key = "t"}, {.key = "t"}}}) ==
               errc::resource_already_exists);
    BOOST_TEST(code<create_experiment>({.name = ""}) == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(artifact_locations_that_lead_elsewhere_are_refused)
{
    for (const char* location :
         {"s3://b/p#x", "s3://b/p?a=../b", "runs:/1/x", "http://evil/x", "ftp://h/p", "mlflow-artifacts://host/x",
          "/tmp/a;x", "b;x", "../up", "a/../b", "a/..", "https://evil/a;x"})
        BOOST_TEST(code<create_experiment>({.name = "n", .artifact_location = location}) ==
                       errc::invalid_parameter_value,
                   location);
    int count = 0;
    for (const char* location : {"s3://b/p", "file:///tmp/x", "/tmp/x", "mlflow-artifacts:/elsewhere", "dbfs:/x",
                                 "s3://b/p;x", "/tmp/a;", "/a;x/b", "/tmp/a/../b", "s3://b/../c"}) {
        const auto id = api.create_experiment({.name = std::to_string(count++), .artifact_location = location});
        BOOST_TEST(api.get_experiment({.experiment_id = id.experiment_id}).experiment.artifact_location == location);
    }
    const auto id = api.create_experiment({.name = "relative", .artifact_location = "./some//folder"}).experiment_id;
    BOOST_TEST(api.get_experiment({.experiment_id = id}).experiment.artifact_location ==
               (std::filesystem::current_path() / "some/folder").string());
}

BOOST_AUTO_TEST_CASE(the_options_allow_schemes_that_name_a_host)
{
    BOOST_TEST(tracking::scheme_list(" FTP,, sftp ,").size() == 2u);
    api.context().options.allowed_host_schemes = tracking::scheme_list(" FTP,, sftp ,");
    for (const char* location : {"ftp://h/p", "sftp://h/p"})
        api.create_experiment({.name = location, .artifact_location = location});
    BOOST_TEST(code<create_experiment>({.name = "n", .artifact_location = "http://h/p"}) ==
               errc::invalid_parameter_value);
    api.context().options.artifact_root = "http://h";
    api.create_experiment({.name = "n", .artifact_location = "http://h/p"});
}

BOOST_AUTO_TEST_CASE(delete_and_restore_of_an_experiment_take_its_runs_along)
{
    const auto second = api.create_run({.experiment_id = "0"}).run.info.run_id;
    api.delete_run({.run_id = second});
    api.delete_experiment({.experiment_id = "0"});
    BOOST_TEST((get().info.lifecycle_stage == lifecycle_stage::deleted));
    BOOST_TEST(code<delete_experiment>({.experiment_id = "0"}) == errc::resource_does_not_exist);
    BOOST_TEST(code<update_experiment>({.experiment_id = "0", .new_name = "x"}) == errc::invalid_state);
    BOOST_TEST(code<set_experiment_tag>({.experiment_id = "0", .key = "k"}) == errc::invalid_parameter_value);
    BOOST_TEST(code<create_run>({.experiment_id = "0"}) == errc::invalid_parameter_value);
    api.restore_experiment({.experiment_id = "0"});
    BOOST_TEST((api.get_run({.run_id = second}).run.info.lifecycle_stage == lifecycle_stage::active));
    BOOST_TEST(code<restore_experiment>({.experiment_id = "0"}) == errc::resource_does_not_exist);
}

BOOST_AUTO_TEST_CASE(a_rename_dates_the_experiment_and_clashes_with_another)
{
    api.create_experiment({.name = "taken"});
    time = 2'000;
    api.update_experiment({.experiment_id = "0", .new_name = "new"});
    const auto experiment = api.get_experiment_by_name({.experiment_name = "new"}).experiment;
    BOOST_TEST(experiment.last_update_time.value == 2'000);
    BOOST_TEST(code<update_experiment>({.experiment_id = "0", .new_name = "taken"}) == errc::bad_request);
    BOOST_TEST(code<get_experiment_by_name>({.experiment_name = "Default"}) == errc::resource_does_not_exist);
}

BOOST_AUTO_TEST_CASE(experiment_tags_come_and_go)
{
    api.set_experiment_tag({.experiment_id = "0", .key = "k", .value = "v"});
    api.set_experiment_tag({.experiment_id = "0", .key = "k", .value = "w"});
    BOOST_TEST(api.get_experiment({.experiment_id = "0"}).experiment.tags.at(0).value.value == "w");
    api.delete_experiment_tag({.experiment_id = "0", .key = "k"});
    BOOST_TEST(code<delete_experiment_tag>({.experiment_id = "0", .key = "k"}) == errc::resource_does_not_exist);
}

BOOST_AUTO_TEST_CASE(a_new_run_has_mlflows_defaults)
{
    const auto info = get().info;
    BOOST_TEST(info.start_time.value == 0);
    BOOST_TEST((info.status == run_status::RUNNING));
    BOOST_TEST(info.artifact_uri == "mlflow-artifacts:/0/" + run.value + "/artifacts");
    BOOST_TEST(std::regex_match(run.value, std::regex("[0-9a-f]{32}")));
    BOOST_TEST(std::regex_match(info.run_name, std::regex("[a-z]+-[a-z]+-[0-9]+")), info.run_name);
    BOOST_TEST(info.run_name.size() <= 20u);
    BOOST_TEST(tag("mlflow.runName") == info.run_name);
    BOOST_TEST(get().outputs.has_value());
    BOOST_TEST(!api.create_run({.experiment_id = "0"}).run.outputs.has_value());
}

BOOST_AUTO_TEST_CASE(a_new_run_is_named_by_request_or_tag)
{
    BOOST_TEST(api.create_run({.experiment_id = "0", .run_name = "n"}).run.info.run_name == "n");
    BOOST_TEST(
        api.create_run({.experiment_id = "0", .tags = {{.key = "mlflow.runName", .value = "t"}}}).run.info.run_name ==
        "t");
    BOOST_TEST(
        code<create_run>({.experiment_id = "0", .run_name = "n", .tags = {{.key = "mlflow.runName", .value = "t"}}}) ==
        errc::invalid_parameter_value);
    BOOST_TEST(code<create_run>({.experiment_id = "0", .tags = {{.key = "mlflow.runName"}}}) == errc::bad_request);
    BOOST_TEST(code<create_run>({.experiment_id = "0", .tags = {{.key = "a"}, {.key = "a"}}}) == errc::bad_request);
    BOOST_TEST(code<create_run>({}) == errc::bad_request);
    BOOST_TEST(code<create_run>({.experiment_id = "5"}) == errc::resource_does_not_exist);
}

BOOST_AUTO_TEST_CASE(an_update_changes_what_it_names)
{
    api.update_run({.run_id = run, .status = run_status::FINISHED, .end_time = 5});
    const auto info = api.update_run({.run_id = run, .run_name = "renamed"}).run_info;
    BOOST_TEST((info == get().info));
    BOOST_TEST((info.status == run_status::FINISHED));
    BOOST_TEST(info.end_time->value == 5);
    BOOST_TEST(tag("mlflow.runName") == "renamed");
    BOOST_TEST(!api.update_run({.run_id = run, .end_time = 0}).run_info.end_time.has_value());
    BOOST_TEST(!get().info.end_time.has_value());
}

BOOST_AUTO_TEST_CASE(a_deleted_run_takes_no_writes_until_it_is_restored)
{
    api.delete_run({.run_id = run});
    api.delete_run({.run_id = run});
    BOOST_TEST(code<log_metric>({.run_id = run, .key = "k", .value = 1, .timestamp = 1}) ==
               errc::invalid_parameter_value);
    BOOST_TEST(code<log_parameter>({.run_id = run, .key = "k"}) == errc::invalid_parameter_value);
    BOOST_TEST(code<log_batch>({.run_id = run}) == errc::invalid_parameter_value);
    BOOST_TEST(code<set_tag>({.run_id = run, .key = "k"}) == errc::invalid_parameter_value);
    BOOST_TEST(code<delete_tag>({.run_id = run, .key = "k"}) == errc::invalid_parameter_value);
    BOOST_TEST(code<update_run>({.run_id = run}) == errc::invalid_parameter_value);
    api.restore_run({.run_id = run});
    api.log_batch({.run_id = run});
}

/// A store in which a run is deleted as soon as a rule has looked it up.
struct racing_store : store::memory
{
    result<std::optional<run_info>> find_run_info(const id::run& id)
    {
        auto found = memory::find_run_info(id);
        update_run(id, {.stage = store::stage_change{.stage = lifecycle_stage::deleted}}).value();
        return found;
    }
};

BOOST_AUTO_TEST_CASE(a_run_that_is_deleted_meanwhile_takes_no_writes)
{
    tracking::service<racing_store> racing(std::make_shared<racing_store>());
    const auto id = racing.create_run({.experiment_id = "0"}).run.info.run_id;
    const auto refused = racing.try_call<update_run>({.run_id = id, .run_name = "new"});
    BOOST_TEST(refused.error().code == errc::invalid_parameter_value);
    BOOST_TEST(racing.get_run({.run_id = id}).run.info.run_name != "new");
}

BOOST_AUTO_TEST_CASE(unknown_runs_are_not_found_after_their_fields_are_checked)
{
    BOOST_TEST(code<get_run>({.run_id = "x"}) == errc::resource_does_not_exist);
    BOOST_TEST(code<log_metric>({.run_id = "x", .key = "k", .value = 1, .timestamp = 1}) ==
               errc::resource_does_not_exist);
    BOOST_TEST(code<log_metric>({.run_id = "x", .key = "../k", .value = 1, .timestamp = 1}) ==
               errc::invalid_parameter_value);
    BOOST_TEST(code<delete_run>({.run_id = "x"}) == errc::resource_does_not_exist);
    for (const std::string& id : {std::string("x"), std::string("0_ü-") + std::string(252, 'a')})
        BOOST_TEST(code<log_batch>({.run_id = id}) == errc::resource_does_not_exist);
    for (const std::string& id : {std::string(), std::string("_x"), std::string("x/y"), std::string("x y"),
                                  std::string("ü"), std::string(257, 'a')})
        BOOST_TEST(code<log_batch>({.run_id = id}) == errc::invalid_parameter_value);
    const std::vector<metric> too_many(1'001, metric{.key = "k", .value = 1, .timestamp = 1});
    const auto answer = api.try_call<log_batch>({.run_id = "../x", .metrics = too_many});
    BOOST_TEST(answer.error().message.find("'../x' is no run id") != std::string::npos);
    BOOST_TEST(api.get_metric_history({.run_id = "x", .metric_key = "k"}).metrics.empty());
}

BOOST_AUTO_TEST_CASE(params_are_set_once)
{
    api.log_parameter({.run_id = run, .key = "p", .value = "1"});
    api.log_parameter({.run_id = run, .key = "p", .value = "1"});
    BOOST_TEST(code<log_parameter>({.run_id = run, .key = "p", .value = "2"}) == errc::invalid_parameter_value);
    BOOST_TEST(get().data.params.at(0).value == "1");
}

BOOST_AUTO_TEST_CASE(long_values_are_cut_or_refused)
{
    api.log_parameter({.run_id = run, .key = "p", .value = std::string(6'001, 'x')});
    BOOST_TEST(get().data.params.at(0).value.size() == 6'000u);
    api.log_parameter({.run_id = run, .key = "p", .value = std::string(7'000, 'x')});
    api.set_tag({.run_id = run, .key = "t", .value = std::string(8'001, 'x')});
    BOOST_TEST(tag("t").size() == 8'000u);
    api.context().options.truncate_long_values = false;
    BOOST_TEST(code<log_parameter>({.run_id = run, .key = "q", .value = std::string(6'001, 'x')}) ==
               errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(a_batch_has_limits_and_is_all_or_nothing)
{
    const std::vector<metric> metrics(1'001, metric{.key = "k", .value = 1, .timestamp = 1});
    BOOST_TEST(code<log_batch>({.run_id = run, .metrics = metrics}) == errc::invalid_parameter_value);
    std::vector<param> params;
    for (int index = 0; index != 101; ++index)
        params.push_back({.key = "p" + std::to_string(index), .value = ""});
    BOOST_TEST(code<log_batch>({.run_id = run, .params = params}) == errc::invalid_parameter_value);
    BOOST_TEST(code<log_batch>({.run_id = run, .tags = std::vector<run_tag>(101, {.key = "t"})}) ==
               errc::invalid_parameter_value);
    BOOST_TEST(
        code<log_batch>({.run_id = run, .metrics = {metrics.begin(), metrics.end() - 1}, .tags = {{.key = "t"}}}) ==
        errc::invalid_parameter_value);
    BOOST_TEST(code<log_batch>({.run_id = run, .params = {{.key = "a"}, {.key = "a"}}}) ==
               errc::invalid_parameter_value);

    api.log_parameter({.run_id = run, .key = "p", .value = "1"});
    BOOST_TEST(code<log_batch>({.run_id = run,
                                .metrics = {{.key = "m", .value = 1, .timestamp = 1}},
                                .params = {{.key = "new", .value = "1"}, {.key = "p", .value = "2"}},
                                .tags = {{.key = "t", .value = "1"}}}) == errc::invalid_parameter_value);
    BOOST_TEST(get().data.metrics.empty());
    BOOST_TEST(get().data.params.size() == 1u);
    BOOST_TEST(tag("t") == "(none)");
}

BOOST_AUTO_TEST_CASE(the_name_and_its_tag_are_one_whichever_way_they_are_set)
{
    api.set_tag({.run_id = run, .key = "mlflow.runName", .value = "by tag"});
    BOOST_TEST(get().info.run_name == "by tag");
    api.set_tag({.run_id = run, .key = "mlflow.runName", .value = ""});
    BOOST_TEST(get().info.run_name == "by tag");
    BOOST_TEST(tag("mlflow.runName") == "by tag");
    api.log_batch({.run_id = run, .tags = {{.key = "mlflow.runName", .value = "by batch"}}});
    BOOST_TEST(get().info.run_name == "by batch");
    api.delete_tag({.run_id = run, .key = "mlflow.runName"});
    BOOST_TEST(get().info.run_name == "by batch");
    BOOST_TEST(code<delete_tag>({.run_id = run, .key = "mlflow.runName"}) == errc::resource_does_not_exist);
}

BOOST_AUTO_TEST_CASE(history_pages_lead_through_every_point_once)
{
    for (int step = 0; step != 57; ++step)
        api.log_metric({.run_id = run, .key = "m", .value = step, .timestamp = 100 - step, .step = step});
    for (const int size : {1, 10, 56, 57, 58}) {
        std::vector<std::int64_t> steps;
        std::optional<std::string> token = "";
        while (token) {
            auto page =
                api.get_metric_history({.run_id = run, .metric_key = "m", .max_results = size, .page_token = *token});
            BOOST_TEST(page.metrics.size() <= static_cast<std::size_t>(size));
            for (const auto& each : page.metrics)
                steps.push_back(each.step);
            token = page.next_page_token;
        }
        BOOST_TEST(steps.size() == 57u);
        BOOST_TEST(std::is_sorted(steps.rbegin(), steps.rend()));
    }
    BOOST_TEST(code<get_metric_history>({.run_id = run, .metric_key = "m", .page_token = "senseless"}) ==
               errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(search_pages_lead_through_every_run_once)
{
    for (int count = 0; count != 6; ++count)
        api.create_run({.experiment_id = "0", .start_time = count});
    std::set<std::string> seen;
    std::optional<std::string> token = "";
    for (; token;) {
        auto page = api.search_runs({.experiment_ids = {"0"}, .max_results = 3, .page_token = *token});
        for (const auto& each : page.runs)
            BOOST_TEST(seen.insert(each.info.run_id.value).second);
        token = page.next_page_token;
    }
    BOOST_TEST(seen.size() == 7u);
    BOOST_TEST(api.search_runs({}).runs.empty());
    BOOST_TEST(code<search_runs>({.experiment_ids = {"x"}}) == errc::invalid_parameter_value);
    BOOST_TEST(code<search_runs>({.filter = "metrics.a >"}) == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(without_a_repository_the_proxy_says_so)
{
    BOOST_TEST(code<list_proxied_artifacts>({}) == errc::temporarily_unavailable);
    BOOST_TEST(code<list_artifacts>({.run_id = run}) == errc::temporarily_unavailable);
}

BOOST_AUTO_TEST_CASE(inputs_and_outputs_are_shown_with_their_run)
{
    const dataset_input train{.tags = {{"mlflow.data.context", "train"}}, .dataset = {"ds", "d1", "local", "{}"}};
    api.log_inputs({.run_id = run, .datasets = {train}, .models = {{"m-1"}}});
    api.log_outputs({.run_id = run, .models = {{{"m-2", 3}}}});
    BOOST_TEST((get().inputs.dataset_inputs == std::vector{train}));
    BOOST_TEST((get().inputs.model_inputs == std::vector<model_input>{{"m-1"}}));
    BOOST_TEST((get().outputs->model_outputs == std::vector<model_output>{{"m-2", 3}}));

    const auto found = api.search_runs({.experiment_ids = {"0"}}).runs.at(0);
    BOOST_TEST((found.inputs.dataset_inputs == std::vector{train}));
    BOOST_TEST(found.inputs.model_inputs.empty());
    BOOST_TEST(found.outputs->model_outputs.size() == 1u);

    const auto summaries = api.search_datasets({.experiment_ids = {"0"}}).dataset_summaries;
    BOOST_TEST((summaries == std::vector<dataset_summary>{{"0", "ds", "d1", "train"}}));
}

BOOST_AUTO_TEST_CASE(empty_texts_of_data_sets_are_not_shown)
{
    const dataset plain{"ds", "d1", "local", "{}"};
    auto empty = plain;
    empty.schema.emplace();
    empty.profile.emplace();
    api.log_inputs({.run_id = run, .datasets = {{.tags = {{"mlflow.data.context", ""}}, .dataset = empty}}});
    BOOST_TEST((get().inputs.dataset_inputs.at(0).dataset == plain));
    BOOST_TEST((api.search_runs({.experiment_ids = {"0"}}).runs.at(0).inputs.dataset_inputs.at(0).dataset == plain));
    const auto summaries = api.search_datasets({.experiment_ids = {"0"}}).dataset_summaries;
    BOOST_TEST((summaries == std::vector<dataset_summary>{{"0", "ds", "d1"}}));
}

BOOST_AUTO_TEST_CASE(inputs_are_checked)
{
    using enum errc;
    BOOST_TEST(code<log_inputs>({.run_id = "no id"}) == invalid_parameter_value);
    BOOST_TEST(code<log_inputs>({.run_id = "unknown"}) == resource_does_not_exist);
    BOOST_TEST(code<log_inputs>({.run_id = run, .datasets = {{.dataset = {.name = std::string(501, 'x')}}}}) ==
               invalid_parameter_value);
    BOOST_TEST(code<log_outputs>({.run_id = run}) == invalid_parameter_value);
    api.log_outputs({.run_id = run, .models = std::vector<model_output>()});
    api.log_outputs({.run_id = run, .models = {{{"m-2", 3}}}});
    BOOST_TEST(code<log_outputs>({.run_id = run, .models = {{{"m-2", 4}}}}) == bad_request);
    BOOST_TEST(code<search_datasets>({}) == invalid_parameter_value);
    BOOST_TEST(code<search_datasets>({.experiment_ids = std::vector<id::experiment>(21, "0")}) ==
               invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(models_of_older_clients_are_kept_in_a_tag)
{
    const std::string model = R"({"artifact_path": "m", "run_id": "r", "utc_time_created": "now", "size": 3,
        "flavors": {"sklearn": {"code": null, "config": {}}, "python_function": {"env": ["a", "b"]}}})";
    api.log_model({.run_id = run, .model_json = model});
    const std::string entry =
        R"({"run_id": "r", "artifact_path": "m", "utc_time_created": "now", "model_uuid": null, "flavors": )"
        R"({"sklearn": {"code": null}, "python_function": {"env": ["a", "b"]}}})";
    BOOST_TEST(tag("mlflow.log-model.history") == "[" + entry + "]");
    api.log_model({.run_id = run, .model_json = model});
    BOOST_TEST(tag("mlflow.log-model.history") == "[" + entry + ", " + entry + "]");

    using enum errc;
    for (const auto* wrong : {"[]", "{", "{}", R"({"artifact_path": "m", "run_id": "r", "utc_time_created": "now"})"})
        BOOST_TEST(code<log_model>({.run_id = run, .model_json = wrong}) == invalid_parameter_value);
    BOOST_TEST(code<log_model>({.run_id = "unknown", .model_json = model}) == resource_does_not_exist);
    BOOST_TEST(code<log_model>({.run_id = "unknown", .model_json = "{}"}) == invalid_parameter_value);
    api.set_tag({.run_id = run, .key = "mlflow.log-model.history", .value = "mine"});
    BOOST_TEST(code<log_model>({.run_id = run, .model_json = model}) == invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(models_in_a_tag_are_written_as_python_does)
{
    api.log_model(
        {.run_id = run, .model_json = R"({"artifact_path": "gr\u00fcn \ud83d\ude00/\u007f\n", "run_id": "日本",
        "utc_time_created": 0.5, "flavors": [1e300, 2, true]})"});
    BOOST_TEST(tag("mlflow.log-model.history") ==
               R"([{"run_id": "\u65e5\u672c", "artifact_path": "gr\u00fcn \ud83d\ude00/\u007f\n", )"
               R"("utc_time_created": 0.5, "model_uuid": null, "flavors": [1e+300, 2, true]}])");
}

BOOST_AUTO_TEST_CASE(histories_of_several_runs_stand_run_by_run)
{
    const auto other = api.create_run({.experiment_id = "0"}).run.info.run_id;
    for (const auto& each : {run, other})
        for (int step = 0; step != 3; ++step)
            api.log_metric({.run_id = each, .key = "m", .value = 1, .timestamp = 10 - step, .step = step});

    const auto runs = std::minmax(run, other);
    const auto bulk = [&](std::int64_t most) {
        const auto answer = api.get_metric_history_bulk(
            {.run_id = std::vector{other, run, other, id::run("none")}, .metric_key = "m", .max_results = most});
        std::string found;
        for (const auto& each : *answer.metrics)
            found += (each.run_id == runs.first ? "a" : "b") + std::to_string(each.step) + ' ';
        return found;
    };
    BOOST_TEST(bulk(25'000) == "a2 a1 a0 b2 b1 b0 ");
    BOOST_TEST(bulk(-1) == bulk(25'000));
    BOOST_TEST(bulk(4) == "a2 a1 a0 b2 ");
    BOOST_TEST(bulk(0) == "");
    BOOST_TEST(code<get_metric_history_bulk>({.run_id = std::vector<id::run>(101, run), .metric_key = "m"}) ==
               errc::invalid_parameter_value);
    BOOST_TEST(code<get_metric_history_bulk>({.run_id = std::vector<id::run>(), .metric_key = "m"}) ==
               errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(thinned_histories_stand_in_the_order_that_is_asked)
{
    const auto other = api.create_run({.experiment_id = "0"}).run.info.run_id;
    for (int step = 0; step != 10; ++step)
        api.log_metric({.run_id = run, .key = "m", .value = 1, .timestamp = 1, .step = step});
    api.log_metric({.run_id = other, .key = "m", .value = 1, .timestamp = 1, .step = 4});

    using request = get_metric_history_bulk_interval::request;
    const auto found = [&](const request& asked) {
        std::string text;
        for (const auto& each : api.get_metric_history_bulk_interval(asked).metrics)
            text += (each.run_id == run ? "a" : "b") + std::to_string(each.step) + ' ';
        return text;
    };
    request asked{.run_ids = std::vector{run, other, run}, .metric_key = "m", .max_results = 2};
    BOOST_TEST(found(asked) == "a0 a9 b4 a0 a9 ");
    asked.start_step = 4;
    BOOST_TEST(code<get_metric_history_bulk_interval>(asked) == errc::invalid_parameter_value);
    asked.end_step = 6;
    BOOST_TEST(found(asked) == "a4 a6 b4 a4 a6 ");
    asked.end_step = 3;
    BOOST_TEST(code<get_metric_history_bulk_interval>(asked) == errc::invalid_parameter_value);
    for (const int count : {0, 2501})
        BOOST_TEST(code<get_metric_history_bulk_interval>(
                       {.run_ids = std::vector{run}, .metric_key = "m", .max_results = count}) ==
                   errc::invalid_parameter_value);
    BOOST_TEST(code<get_metric_history_bulk_interval>({.run_ids = std::vector<id::run>(101, run), .metric_key = "m"}) ==
               errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(experiments_are_listed_by_id_for_clients_of_mlflow_1)
{
    for (int number = 1; number != 12; ++number)
        api.create_experiment({.name = std::to_string(100 - number)});
    api.delete_experiment({.experiment_id = "3"});
    const auto ids = [](const list_experiments::response& found) {
        std::string text;
        for (const auto& each : found.experiments)
            text += each.experiment_id.value + ' ';
        return text;
    };
    const auto all = api.list_experiments({});
    BOOST_TEST(ids(all) == "0 1 2 4 5 6 7 8 9 10 11 ");
    BOOST_TEST(!all.next_page_token.has_value());
    BOOST_TEST(ids(api.list_experiments({.view_type = view_type::DELETED_ONLY})) == "3 ");
    const auto first = api.list_experiments({.view_type = view_type::ALL, .max_results = 10});
    BOOST_TEST(ids(first) == "0 1 2 3 4 5 6 7 8 9 ");
    BOOST_REQUIRE(first.next_page_token.has_value());
    const auto last =
        api.list_experiments({.view_type = view_type::ALL, .max_results = 10, .page_token = *first.next_page_token});
    BOOST_TEST(ids(last) == "10 11 ");
    BOOST_TEST(!last.next_page_token.has_value());
    BOOST_TEST(code<list_experiments>({.max_results = 0}) == errc::invalid_parameter_value);
}

BOOST_AUTO_TEST_CASE(signed_urls_are_checked_and_then_not_to_be_had)
{
    tracking::service<store::memory> serving{store::memory(), {}, artifact::any_repository(empty_repository())};
    const auto code_of = [&]<class E>(const typename E::request& request) {
        return serving.try_call<E>(request).error().code;
    };
    const auto far_away =
        serving.create_experiment({.name = "far", .artifact_location = "s3://bucket/x"}).experiment_id;
    const auto near = serving.create_run({.experiment_id = "0"}).run.info.run_id;
    const auto far = serving.create_run({.experiment_id = far_away}).run.info.run_id;

    using upload = create_presigned_upload_url;
    BOOST_TEST(code_of.operator()<upload>({.path = "x"}) == errc::invalid_parameter_value);
    BOOST_TEST(code_of.operator()<upload>({.run_id = far, .model_id = "m", .path = "x"}) ==
               errc::invalid_parameter_value);
    BOOST_TEST(code_of.operator()<upload>({.run_id = "none", .path = "../x"}) == errc::invalid_parameter_value);
    BOOST_TEST(code_of.operator()<upload>({.run_id = "none", .path = "x"}) == errc::resource_does_not_exist);
    BOOST_TEST(code_of.operator()<upload>({.model_id = "none", .path = "x"}) == errc::resource_does_not_exist);
    BOOST_TEST(code_of.operator()<upload>({.run_id = near, .path = "x"}) == errc::invalid_parameter_value);
    BOOST_TEST(code_of.operator()<upload>({.run_id = far, .path = "x"}) == errc::not_implemented);

    using download = create_presigned_download_url;
    BOOST_TEST(code_of.operator()<download>({.run_id = far, .path = "x"}) == errc::not_implemented);
    BOOST_TEST(code_of.operator()<download>({.run_id = near, .path = "x"}) == errc::invalid_parameter_value);
    for (const int seconds : {0, 604'801})
        BOOST_TEST(code_of.operator()<download>({.run_id = "none", .path = "x", .expiration = seconds}) ==
                   errc::invalid_parameter_value);

    const std::string file = "1/x";
    BOOST_TEST(code_of.operator()<create_multipart_upload>({.artifact_path = file, .path = "x"}) ==
               errc::not_implemented);
    BOOST_TEST(code_of.operator()<create_multipart_upload>({.artifact_path = "../x", .path = "x"}) ==
               errc::invalid_parameter_value);
    BOOST_TEST(code_of.operator()<complete_multipart_upload>(
                   {.artifact_path = file, .path = "x", .parts = std::vector<multipart_upload_part>()}) ==
               errc::invalid_parameter_value);
    BOOST_TEST(code_of.operator()<complete_multipart_upload>(
                   {.artifact_path = file, .path = "x", .parts = std::vector<multipart_upload_part>(1)}) ==
               errc::not_implemented);
    BOOST_TEST(code_of.operator()<abort_multipart_upload>({.artifact_path = file, .path = "x"}) ==
               errc::not_implemented);
    BOOST_TEST(code_of.operator()<get_presigned_download_url>({.artifact_path = file}) == errc::not_implemented);
    BOOST_TEST(code<get_presigned_download_url>({.artifact_path = file}) == errc::temporarily_unavailable);
    // MLflow's client knows it by its first words.
    const auto refused = serving.try_call<create_multipart_upload>({.artifact_path = file, .path = "x"}).error();
    BOOST_TEST(refused.message.starts_with("Multipart upload is not supported for the current artifact repository"));
}

BOOST_AUTO_TEST_CASE(the_server_says_what_it_can_do)
{
    const auto info = api.get_server_info({});
    BOOST_TEST(info.store_type == "SqlStore");
    BOOST_TEST(!info.multipart_uploads_enabled);
    BOOST_TEST(!info.features_enabled.gateway);
}

BOOST_AUTO_TEST_SUITE_END()
