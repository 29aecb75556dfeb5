#include "recording.hpp"
#include <tests/environment.hpp>

#include <boost/test/unit_test.hpp>

using namespace mltrack;
using test::says;

namespace {

/// Another process makes the experiment right between the look-up and the creation.
class raced
{
public:
    explicit raced(tracking::any_tracking_api api) : api_(std::move(api)) {}

    template <class E>
    result<typename E::response> try_call(const typename E::request& request)
    {
        if constexpr (std::same_as<E, schema::create_experiment>)
            api_.call<E>(request);
        return api_.try_call<E>(request);
    }
    result<artifact::run_artifacts> try_artifacts(const schema::id::run& run) { return api_.try_artifacts(run); }
    result<artifact::run_artifacts> try_model_artifacts(const schema::id::model& model)
    {
        return api_.try_model_artifacts(model);
    }
    result<artifact::run_artifacts> try_artifacts_at(std::string_view uri) { return api_.try_artifacts_at(uri); }

private:
    tracking::any_tracking_api api_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(fluent_experiments, test::recording)

BOOST_AUTO_TEST_CASE(runs_are_started_in_the_one_that_was_set)
{
    const auto made = set_experiment("digits");
    BOOST_TEST(made.name == "digits");
    BOOST_TEST((set_experiment("digits").experiment_id == made.experiment_id));
    const auto started = start_run();
    BOOST_TEST((started.run().info.experiment_id == made.experiment_id));
    set_experiment(schema::id::experiment("0"));
    const auto part = start_run({.nested = true});
    BOOST_TEST(part.run().info.experiment_id.value == "0");
    const auto chosen = start_run({.nested = true, .experiment_id = made.experiment_id});
    BOOST_TEST((chosen.run().info.experiment_id == made.experiment_id));
}

BOOST_AUTO_TEST_CASE(the_loser_of_a_race_uses_the_winners)
{
    set_tracking_api(tracking::any_tracking_api(std::make_shared<raced>(api)));
    const auto found = set_experiment("contested");
    BOOST_TEST(
        (found.experiment_id == api.get_experiment_by_name({.experiment_name = "contested"}).experiment.experiment_id));
    const auto started = start_run();
    BOOST_TEST((started.run().info.experiment_id == found.experiment_id));
}

BOOST_AUTO_TEST_CASE(one_that_cannot_be_set_is_refused)
{
    BOOST_CHECK_EXCEPTION(set_experiment(schema::id::experiment("77")), exception,
                          says(errc::resource_does_not_exist, "77"));
    const auto id = create_experiment("gone");
    delete_experiment(id);
    BOOST_CHECK_EXCEPTION(set_experiment("gone"), exception, says(errc::invalid_parameter_value, "restore_experiment"));
    BOOST_CHECK_EXCEPTION(set_experiment(id), exception, says(errc::invalid_parameter_value, "restore_experiment"));
    const auto started = start_run();
    BOOST_TEST(started.run().info.experiment_id.value == "0");
    restore_experiment(id);
    BOOST_TEST((set_experiment("gone").experiment_id == id));
}

BOOST_AUTO_TEST_CASE(they_are_made_found_and_tagged)
{
    const auto id = create_experiment(
        "full", {.artifact_location = (*this / "there").string(), .tags = {{"team", "vision"}, {"year", 2026}}});
    const auto found = get_experiment(id);
    BOOST_TEST(found.artifact_location == (*this / "there").string());
    BOOST_TEST(found.tags.size() == 2u);
    BOOST_TEST((get_experiment_by_name("full")->experiment_id == id));
    BOOST_TEST(!get_experiment_by_name("none"));
    BOOST_CHECK_EXCEPTION(create_experiment("full"), exception, says(errc::resource_already_exists, "full"));

    set_experiment(id);
    set_experiment_tag("year", 2027);
    set_experiment_tags({{"a", 1}, {"b", 2}});
    delete_experiment_tag("a");
    std::map<std::string, std::string> tags;
    for (const auto& tag : get_experiment(id).tags)
        tags.emplace(tag.key->value, tag.value.value);
    BOOST_CHECK((tags == std::map<std::string, std::string>{{"team", "vision"}, {"year", "2027"}, {"b", "2"}}));

    for (int number = 0; number != 3; ++number)
        create_experiment("n" + std::to_string(number));
    BOOST_TEST(search_experiments().size() == 5u);
    const auto some = search_experiments({.filter = "name LIKE 'n%'", .order_by = {"name DESC"}, .max_results = 2});
    BOOST_TEST_REQUIRE(some.size() == 2u);
    BOOST_TEST(some[0].name == "n2");
}

BOOST_AUTO_TEST_CASE(the_environment_chooses_one)
{
    const auto named = create_experiment("named");
    {
        const test::environment set{{"MLFLOW_EXPERIMENT_NAME", "named"}};
        const auto started = start_run();
        BOOST_TEST((started.run().info.experiment_id == named));
    }
    {
        const test::environment set{{"MLFLOW_EXPERIMENT_NAME", "made by it"}};
        const auto started = start_run();
        BOOST_TEST((get_experiment_by_name("made by it")->experiment_id == started.run().info.experiment_id));
    }
    {
        const test::environment set{{"MLFLOW_EXPERIMENT_ID", named.value.c_str()}};
        const auto started = start_run();
        BOOST_TEST((started.run().info.experiment_id == named));
    }
    {
        const test::environment set{{"MLFLOW_EXPERIMENT_NAME", "named"}, {"MLFLOW_EXPERIMENT_ID", "0"}};
        BOOST_CHECK_EXCEPTION(start_run().keep_open(), exception,
                              says(errc::invalid_parameter_value, "MLFLOW_EXPERIMENT_ID is '0'"));
        const auto set_by_the_program = set_experiment("wins");
        const auto started = start_run();
        BOOST_TEST((started.run().info.experiment_id == set_by_the_program.experiment_id));
        fluent::active_experiment::instance().set({});
    }
    const test::environment set{{"MLFLOW_EXPERIMENT_ID", "77"}};
    BOOST_CHECK_EXCEPTION(start_run().keep_open(), exception,
                          says(errc::resource_does_not_exist, "MLFLOW_EXPERIMENT_ID is '77'"));
}

BOOST_AUTO_TEST_SUITE_END()
