#include "recording.hpp"
#include <mltrack/schema/system_tags.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using test::says;

BOOST_FIXTURE_TEST_SUITE(fluent_search, test::recording)

BOOST_AUTO_TEST_CASE(runs_are_found)
{
    const auto first = set_experiment("first").experiment_id;
    for (int number = 0; number != 4; ++number) {
        const auto run = start_run({.name = "run " + std::to_string(number)});
        log_param("kind", number % 2 == 0 ? "even" : "odd");
        log_metric("score", number / 10.0);
    }
    set_experiment("second");
    const auto other = start_run({.name = "other"});

    const auto names = [](const run_search& search) {
        std::vector<std::string> out;
        for (const auto& run : search_runs(search))
            out.push_back(run.info.run_name);
        return out;
    };
    using list = std::vector<std::string>;
    BOOST_CHECK(names({}) == list{"other"});
    BOOST_CHECK((names({.filter = "params.kind = 'odd' AND metrics.score > 0.05",
                        .order_by = {"metrics.score DESC"},
                        .experiment_ids = {first}}) == list{"run 3", "run 1"}));
    BOOST_TEST(names({.experiment_names = {"first", "none", "second"}}).size() == 5u);
    BOOST_TEST(names({.experiment_names = {"none"}}).empty());
    BOOST_TEST(names({.search_all_experiments = true}).size() == 5u);
    BOOST_TEST(names({.search_all_experiments = true, .max_results = 2}).size() == 2u);
    delete_run(other.id());
    BOOST_TEST(names({}).empty());
    BOOST_CHECK((names({.view = schema::view_type::DELETED_ONLY}) == list{"other"}));
    BOOST_CHECK_EXCEPTION(search_runs({.experiment_ids = {"0"}, .experiment_names = {"first"}}), exception,
                          says(errc::invalid_parameter_value, "give one of them"));
    BOOST_CHECK_EXCEPTION(search_runs({.filter = "nonsense"}), exception,
                          says(errc::invalid_parameter_value, "nonsense"));
}

BOOST_AUTO_TEST_CASE(searches_go_on_over_pages)
{
    for (int number = 0; number != 1001; ++number)
        api.create_run({.experiment_id = "0"});
    BOOST_TEST(search_runs().size() == 1001u);
}

BOOST_AUTO_TEST_CASE(inputs_and_outputs_are_noted)
{
    const auto run = start_run();
    log_input({.name = "iris", .digest = "1f3a", .source_type = "local", .source = R"({"uri": "iris.csv"})"},
              {.context = "training", .tags = {{"rows", 150}}});
    const auto model = api.create_logged_model({.experiment_id = "0"}).model.info.model_id;
    log_model_inputs({model});
    log_outputs({{.model_id = model, .step = 3}});
    const auto found = this->run(run.id());
    BOOST_TEST_REQUIRE(found.inputs.dataset_inputs.size() == 1u);
    const auto& input = found.inputs.dataset_inputs.front();
    BOOST_TEST(input.dataset.name.value == "iris");
    BOOST_TEST_REQUIRE(input.tags.size() == 2u);
    for (const auto& tag : input.tags)
        BOOST_TEST(tag.value.value == (tag.key.value == schema::dataset_context_tag ? "training" : "150"));
    BOOST_TEST_REQUIRE(found.inputs.model_inputs.size() == 1u);
    BOOST_TEST_REQUIRE(found.outputs->model_outputs.size() == 1u);
    BOOST_TEST(found.outputs->model_outputs.front().step == 3);
}

BOOST_AUTO_TEST_SUITE_END()
