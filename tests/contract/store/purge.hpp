#pragma once

#include "builders.hpp"
#include "inputs.hpp"
#include "models.hpp"
#include <mltrack/store/purge/purge_store.hpp>

namespace mltrack::test::store_contract {

inline void delete_run(store::any_store& store, const schema::id::run& run, std::int64_t time)
{
    const auto moved = store.update_run(run, {.stage = store::stage_change{schema::lifecycle_stage::deleted, time}});
    BOOST_TEST_REQUIRE(moved.has_value(), moved.error().message);
}

inline void delete_experiment(store::any_store& store, const schema::id::experiment& experiment, std::int64_t time)
{
    const auto moved = store.move_experiment(experiment, {schema::lifecycle_stage::deleted, time});
    BOOST_TEST_REQUIRE(moved.has_value(), moved.error().message);
}

inline void delete_model(store::any_store& store, const schema::id::model& model, std::int64_t time)
{
    const auto moved =
        store.update_logged_model(model, {.stage = schema::lifecycle_stage::deleted, .last_update_time = time});
    BOOST_TEST_REQUIRE(moved.has_value(), moved.error().message);
}

/// What is in the trash, as `experiment@time run@time model@time …`; `-` for no time.
inline std::string text(const store::trash& trash)
{
    std::string out;
    for (const auto& each : trash.experiments)
        out += "e" + each.experiment_id.value + "@" + std::to_string(each.last_update_time.value) + " ";
    for (const auto& each : trash.runs)
        out += "r" + each.info.run_id.value.substr(31) + "@" +
               (each.deleted_time ? std::to_string(each.deleted_time->value) : "-") + " ";
    for (const auto& each : trash.models)
        out += each.model.info.model_id.value + "@" +
               (each.stage == schema::lifecycle_stage::deleted
                    ? std::to_string(each.model.info.last_updated_timestamp_ms.value)
                    : "-") +
               " ";
    return out;
}

inline std::string trash_of(store::any_store& store)
{
    const auto found = store.find_trash();
    BOOST_TEST_REQUIRE(found.has_value(), found.error().message);
    return text(*found);
}

template <class Outcome>
void expect_done(const Outcome& outcome)
{
    BOOST_TEST_REQUIRE(outcome.has_value(), outcome.error().message);
}

/// Experiments 0 and 1 with two runs each, all with a metric, a param, a data set, and a model of each experiment that
/// was measured, went in and came out.
inline void add_full_experiments(store::any_store& store)
{
    for (const auto* name : {"e", "f"})
        add_experiment(store, name);
    for (int number = 1; number != 5; ++number) {
        const schema::id::experiment experiment = number < 3 ? "0" : "1";
        const schema::id::model model = number < 3 ? "m-1" : "m-2";
        if (number % 2 != 0) {
            auto made = new_model(number < 3 ? 1 : 2);
            made.info.experiment_id = experiment;
            made.info.tags = {{"t", "1"}};
            made.data.params = {{"p", "1"}};
            add_model(store, made);
        }
        const auto run = add_run(store, new_run(experiment, number));
        log(store, run, {metric("plain", number), model_metric(model, "acc", number)}, {{"p", "1"}}, {{"t", "1"}});
        add_inputs(store, run, {.dataset_inputs = {input("ds", "d", "train")}, .model_inputs = {{model}}});
        expect_done(store.add_outputs(run, {.model_outputs = {{model, 1}}}));
    }
}

inline void trash_is_found_with_its_times(store::any_store& store)
{
    BOOST_TEST(trash_of(store).empty());
    add_full_experiments(store);
    BOOST_TEST(trash_of(store).empty());
    delete_run(store, run_id(2), 70);
    delete_model(store, "m-1", 80);
    BOOST_TEST(trash_of(store) == "r2@70 m-1@80 ");
    delete_experiment(store, "1", 90);
    expect_done(store.update_run(run_id(4), {.stage = store::stage_change{schema::lifecycle_stage::active, 95}}));
    BOOST_TEST(trash_of(store) == "e1@90 r2@70 r3@90 r4@- m-1@80 m-2@- ");
    const auto found = store.find_trash().value();
    BOOST_TEST(found.runs.at(0).info.artifact_uri == "root/" + run_id(2).value + "/artifacts");
    BOOST_TEST(found.models.at(1).model.info.artifact_uri == "root/0/models/m-2/artifacts");
    BOOST_TEST((found.experiments.at(0).lifecycle_stage == schema::lifecycle_stage::deleted));
    expect_done(store.update_run(run_id(2), {.stage = store::stage_change{schema::lifecycle_stage::active, 99}}));
    BOOST_TEST(trash_of(store) == "e1@90 r3@90 r4@- m-1@80 m-2@- ");
}

inline void only_trash_is_purged(store::any_store& store)
{
    add_full_experiments(store);
    const auto before = fetch(store, run_id(1));
    expect_error(store.purge_run(run_id(1)), errc::invalid_parameter_value, run_id(1).value);
    expect_error(store.purge_experiment("0"), errc::invalid_parameter_value, "'0'");
    expect_error(store.purge_logged_model("m-1"), errc::invalid_parameter_value, "m-1");
    expect_error(store.purge_run(run_id(9)), errc::resource_does_not_exist, run_id(9).value);
    expect_error(store.purge_experiment("9"), errc::resource_does_not_exist, "'9'");
    expect_error(store.purge_experiment("nine"), errc::resource_does_not_exist, "'nine'");
    expect_error(store.purge_logged_model("m-9"), errc::resource_does_not_exist, "m-9");
    BOOST_TEST((fetch(store, run_id(1)) == before));
    BOOST_TEST(fetch(store, schema::id::model("m-1")).data.metrics.size() == 2u);
}

inline void a_purged_run_leaves_nothing(store::any_store& store)
{
    add_full_experiments(store);
    const auto beside = fetch(store, run_id(2));
    delete_run(store, run_id(1), 1);
    expect_done(store.purge_run(run_id(1)));
    BOOST_TEST(!store.find_run(run_id(1)).value().has_value());
    BOOST_TEST(trash_of(store).empty());
    BOOST_TEST(store.metric_history(run_id(1), "plain", all_rows).value().empty());
    BOOST_TEST((fetch(store, run_id(2)) == beside));
    const auto metrics = fetch(store, schema::id::model("m-1")).data.metrics;
    BOOST_TEST(text(metrics) == "acc=2.000000@0/0 ");

    // A run of the same id starts anew.
    add_run(store, new_run("0", 1));
    const auto again = fetch(store, run_id(1));
    BOOST_TEST((again.data.metrics.empty() && again.data.params.empty() && again.data.tags.size() == 1));
    BOOST_TEST((again.inputs == schema::run_inputs() && again.outputs == schema::run_outputs()));
    BOOST_TEST(store.metric_history(run_id(1), "plain", all_rows).value().empty());
    BOOST_TEST(trash_of(store).empty());
}

inline void a_purged_experiment_takes_all_along(store::any_store& store)
{
    add_full_experiments(store);
    expect_done(store.set_experiment_tag("0", {.key = "t", .value = "1"}));
    // What is elsewhere stays but for what was measured by the runs that go.
    log(store, run_id(1), {model_metric("m-2", "foreign", 1)});
    const auto elsewhere = fetch(store, run_id(3));
    delete_experiment(store, "0", 5);
    expect_done(store.update_run(run_id(2), {.stage = store::stage_change{schema::lifecycle_stage::active, 6}}));
    expect_done(store.purge_experiment("0"));
    BOOST_TEST(trash_of(store).empty());
    BOOST_TEST(!store.find_experiment("0").value().has_value());
    for (const int number : {1, 2})
        BOOST_TEST(!store.find_run(run_id(number)).value().has_value());
    BOOST_TEST(!store.find_logged_model("m-1").value().has_value());
    const std::vector<schema::id::experiment> both{"0", "1"};
    BOOST_TEST(store.search_datasets(both, 100).value().size() == 1u);
    BOOST_TEST((fetch(store, run_id(3)) == elsewhere));
    BOOST_TEST(text(fetch(store, schema::id::model("m-2")).data.metrics) == "acc=3.000000@0/0 acc=4.000000@0/0 ");
    const auto named_so = add_experiment(store, "e");
    BOOST_TEST((named_so != schema::id::experiment("1")));
    BOOST_TEST(fetch(store, named_so).tags.empty());
}

inline void a_purged_model_leaves_its_runs(store::any_store& store)
{
    add_full_experiments(store);
    const auto before = fetch(store, run_id(1));
    delete_model(store, "m-1", 1);
    expect_done(store.purge_logged_model("m-1"));
    BOOST_TEST(!store.find_logged_model("m-1").value().has_value());
    BOOST_TEST((fetch(store, run_id(1)) == before));
    auto again = new_model(1);
    add_model(store, again);
    BOOST_TEST((fetch(store, schema::id::model("m-1")) == again));
}

} // namespace mltrack::test::store_contract
