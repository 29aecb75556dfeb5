#pragma once

#include "builders.hpp"
#include <mltrack/schema/system_tags.hpp>
#include <mltrack/store/input_store.hpp>

namespace mltrack::test::store_contract {

/// A data set that went into a run for a purpose; none for the empty one.
inline schema::dataset_input input(std::string name, std::string digest, std::string context = {})
{
    schema::dataset_input made;
    made.dataset = {.name = name, .digest = digest, .source_type = "local", .source = "{\"uri\": \"" + name + "\"}"};
    if (!context.empty())
        made.tags.push_back({.key = schema::dataset_context_tag, .value = context});
    return made;
}

inline void add_inputs(store::any_store& store, const schema::id::run& run, const schema::run_inputs& inputs)
{
    const auto added = store.add_inputs(run, inputs);
    BOOST_TEST_REQUIRE(added.has_value(), added.error().message);
}

/// The inputs of a run, in the order of their data sets' names.
inline std::vector<schema::dataset_input> datasets_of(store::any_store& store, const schema::id::run& run)
{
    auto found = fetch(store, run).inputs.dataset_inputs;
    std::ranges::sort(found, {}, [](const schema::dataset_input& each) { return each.dataset.name.value; });
    return found;
}

inline void inputs_are_found_with_their_run(store::any_store& store)
{
    const auto run = add_run(store, new_run(add_experiment(store, "e"), 1));
    const auto other = add_run(store, new_run("0", 2));
    auto first = input("größe", "d1", "train");
    first.tags.push_back({.key = "note", .value = "it's"});
    first.dataset.schema = "{}";
    first.dataset.profile = "{\"rows\": 3}";
    const auto second = input("second", "d2");
    add_inputs(store, run, {.dataset_inputs = {first, second}, .model_inputs = {{"m-1"}, {"m-2"}, {"m-1"}}});

    auto found = datasets_of(store, run);
    BOOST_TEST_REQUIRE(found.size() == 2u);
    std::ranges::sort(found[0].tags, {}, [](const schema::input_tag& tag) { return tag.key.value; });
    BOOST_TEST((found[0] == first));
    BOOST_TEST((found[1] == second));
    BOOST_TEST(fetch(store, run).inputs.model_inputs.size() == 2u);
    BOOST_TEST(datasets_of(store, other).empty());
    BOOST_TEST((find(store, {"0"}, "dataset.name = 'second'").at(0).inputs.dataset_inputs.size() == 2u));
}

inline void a_data_set_stays_as_it_was_kept_first(store::any_store& store)
{
    const auto run = add_run(store, new_run(add_experiment(store, "e"), 1));
    const auto other = add_run(store, new_run("0", 2));
    const auto elsewhere = add_run(store, new_run(add_experiment(store, "f"), 3));
    const auto first = input("ds", "d1", "train");
    auto changed = input("ds", "d1", "test");
    changed.dataset.source = "elsewhere";
    add_inputs(store, run, {.dataset_inputs = {first, changed}});
    add_inputs(store, run, {.dataset_inputs = {changed}});
    add_inputs(store, other, {.dataset_inputs = {changed}});
    add_inputs(store, elsewhere, {.dataset_inputs = {changed}});
    BOOST_TEST((datasets_of(store, run) == std::vector{first}));
    BOOST_TEST((datasets_of(store, other).at(0).dataset == first.dataset));
    BOOST_TEST((datasets_of(store, other).at(0).tags == changed.tags));
    BOOST_TEST((datasets_of(store, elsewhere) == std::vector{changed}));
}

inline void refused_inputs_leave_nothing(store::any_store& store)
{
    const auto run = add_run(store, new_run(add_experiment(store, "e"), 1));
    auto twice = input("twice", "d", "train");
    twice.tags.push_back(twice.tags.front());
    expect_error(store.add_inputs(run, {.dataset_inputs = {input("ds", "d"), twice}, .model_inputs = {{"m-1"}}}),
                 errc::bad_request, "twice");
    BOOST_TEST((fetch(store, run).inputs == schema::run_inputs()));
    expect_error(store.add_outputs(run, {.model_outputs = {{"m-1", 1}, {"m-2", 2}, {"m-1", 3}}}), errc::bad_request,
                 "m-1");
    BOOST_TEST((fetch(store, run).outputs == schema::run_outputs()));
    BOOST_TEST_REQUIRE(store.add_outputs(run, {.model_outputs = {{"m-1", -1}}}).has_value());
    expect_error(store.add_outputs(run, {.model_outputs = {{"m-1", 1}}}), errc::bad_request, "m-1");
    BOOST_TEST((fetch(store, run).outputs == schema::run_outputs{{{"m-1", -1}}}));

    BOOST_TEST_REQUIRE(
        store.update_run(run, {.stage = store::stage_change{schema::lifecycle_stage::deleted, 1}}).has_value());
    expect_error(store.add_inputs(run, {}), errc::invalid_parameter_value, run.value);
    expect_error(store.add_outputs(run, {}), errc::invalid_parameter_value, run.value);
    expect_error(store.add_inputs(run_id(9), {}), errc::resource_does_not_exist, run_id(9).value);
    expect_error(store.add_outputs(run_id(9), {}), errc::resource_does_not_exist, run_id(9).value);
}

inline void runs_are_found_by_their_data_sets(store::any_store& store)
{
    add_experiment(store, "e");
    for (int number = 1; number != 5; ++number)
        add_run(store, new_run("0", number));
    add_inputs(store, run_id(1), {.dataset_inputs = {input("ds1", "d1", "train")}});
    add_inputs(store, run_id(2), {.dataset_inputs = {input("ds1", "d1", "test"), input("ds2", "d2", "train")}});
    add_inputs(store, run_id(3), {.dataset_inputs = {input("ds3", "d3")}});
    const auto finds = [&](const std::string& filter) {
        std::string numbers;
        for (const auto& run : find(store, {"0"}, filter))
            numbers += run.info.run_id.value.back();
        return numbers;
    };
    BOOST_TEST(finds("dataset.name = 'ds1'") == "12");
    // Each clause is asked of each data set by itself.
    BOOST_TEST(finds("dataset.name = 'ds1' AND dataset.context = 'train'") == "12");
    BOOST_TEST(finds("dataset.name NOT IN ('ds1')") == "23");
    BOOST_TEST(finds("dataset.name != 'ds1'") == "23");
    BOOST_TEST(finds("dataset.digest LIKE 'd_'") == "123");
    BOOST_TEST(finds("dataset.context ILIKE 'T%'") == "12");
    BOOST_TEST(finds("dataset.context IN ('test')") == "2");
}

inline void values_of_data_sets_are_told(store::any_store& store)
{
    add_experiment(store, "e");
    const std::vector<schema::id::experiment> experiments{"0"};
    add_run(store, new_run("0", 1));
    add_inputs(store, run_id(1), {.dataset_inputs = {input("ds2", "d2", "train"), input("ds1", "d1", "test")}});
    const auto values = [&](std::string_view key, std::string_view prefix) {
        const query::column column{query::entity::dataset, key};
        std::string out;
        for (const auto& each : store.search_values({experiments, column, prefix, 10}).value())
            out += each + ";";
        return out;
    };
    BOOST_TEST(values("name", "") == "ds1;ds2;");
    BOOST_TEST(values("digest", "d2") == "d2;");
    BOOST_TEST(values("context", "") == "test;train;");
    BOOST_TEST(values("context", "tr") == "train;");
}

inline void data_sets_are_listed_with_their_contexts(store::any_store& store)
{
    for (const auto* name : {"e", "f"})
        add_experiment(store, name);
    for (int number = 1; number != 5; ++number)
        add_run(store, new_run(number == 4 ? "1" : "0", number));
    add_inputs(store, run_id(1), {.dataset_inputs = {input("ds", "d", "train"), input("plain", "d")}});
    add_inputs(store, run_id(2), {.dataset_inputs = {input("ds", "d", "train")}});
    add_inputs(store, run_id(3), {.dataset_inputs = {input("ds", "d", "test")}});
    add_inputs(store, run_id(4), {.dataset_inputs = {input("ds", "d", "train")}});
    const auto list = [&](std::vector<schema::id::experiment> experiments) {
        auto found = store.search_datasets(experiments, 100).value();
        std::ranges::sort(found);
        return found;
    };
    const std::vector<schema::dataset_summary> expected{
        {"0", "ds", "d", "test"}, {"0", "ds", "d", "train"}, {"0", "plain", "d", std::nullopt}};
    BOOST_TEST((list({"0"}) == expected));
    BOOST_TEST(list({"0", "1"}).size() == 4u);
    BOOST_TEST(list({"7"}).empty());
    const std::vector<schema::id::experiment> both{"0", "1"};
    BOOST_TEST(store.search_datasets(both, 2).value().size() == 2u);
}

} // namespace mltrack::test::store_contract
